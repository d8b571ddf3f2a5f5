// Written by `npm run generate` from the OpenAPI document. Do not edit.
'use strict';
exports.tables = {
  "securitySchemes": {},
  "operations": [
    {"operationId":"getSmokeTest","method":"GET","path":"/api/v1/smoke-test","security":[],"load":()=>require("./operations/getSmokeTest.cjs")}
  ],
  "requirements": {
    "folder": module.filename === undefined ? undefined : __dirname,
    "modules": [
      ["ajv-formats/dist/formats", () => require("ajv-formats/dist/formats")],
      ["ajv/dist/runtime/ucs2length", () => require("ajv/dist/runtime/ucs2length")]
    ],
    "files": {
      ".": [
        "error-list.cjs",
        "formats.cjs",
        "regexp.cjs"
      ],
      "formats": [
        "date-time.cjs",
        "host-name.cjs",
        "mailbox.cjs",
        "uri.cjs"
      ],
      "operations": [
        "getSmokeTest.cjs"
      ],
      "schemas-response": [
        "Problem.cjs",
        "SmokeTestResponse.cjs",
        "Violation.cjs"
      ]
    }
  }
};
