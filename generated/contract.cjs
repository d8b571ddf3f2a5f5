// Written by `npm run generate` from the OpenAPI document. Do not edit.
'use strict';
exports.tables = {
  "securitySchemes": {},
  "operations": [
    {"operationId":"getSmokeTest","method":"GET","path":"/api/v1/smoke-test","security":[],"load":()=>require("./operations/getSmokeTest.cjs")}
  ]
};
