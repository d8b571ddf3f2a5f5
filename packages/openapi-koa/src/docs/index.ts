/** Pages that show the document: Swagger UI and Redoc, whose packages the service installs. */
export { docsPages } from './docs-page.ts';
export { redocPages } from './redoc-page.ts';
