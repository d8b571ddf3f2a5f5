/** Operations that several rows of the routing table have. */

export const PETS = ['GET /pets', 'POST /pets', 'GET /pets/{petId}', 'DELETE /pets/{petId}'];
export const NEWEST = ['GET /pets/{petId}', 'GET /pets/newest', 'GET /pets/{petId}/photos/{photo}', 'GET /pets/newest/name', 'GET /{any}/photos'];
