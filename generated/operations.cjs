// Written by openapi-compile from the OpenAPI document. Do not edit.
'use strict';
const list = JSON.parse(`[
  {"operationId":"getSmokeTest","method":"GET","path":"/api/v1/smoke-test","security":[]}
]`);
const loaders = [
  (index) => {
    switch (index) {
      case 0: return require("./operations/getSmokeTest.cjs");
    }
  },
];
list.forEach((operation, index) => { operation.load = () => loaders[Math.floor(index / 32)](index); });
exports.operations = {
  "compiler": "1.0.0",
  "securitySchemes": {},
  "errorSchemas": {
    "Problem": {
      "operationId": "getSmokeTest",
      "response": "503",
      "type": "application/problem+json"
    }
  },
  list,
  "requirements": {
    "folder": module.filename === undefined ? undefined : __dirname,
    "modules": [
      ["@petsage/openapi-koa/validation", () => require("@petsage/openapi-koa/validation")]
    ],
    "files": {
      "operations": "getSmokeTest.cjs",
      "validators/response": "Problem.cjs SmokeTestResponse.cjs Violation.cjs"
    }
  }
};
