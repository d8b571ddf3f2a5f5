// Written by `npm run generate` from the OpenAPI document. Do not edit.
'use strict';
exports.tables = {
  "securitySchemes": {},
  "operations": [
    {
      "operationId": "getSmokeTest",
      "method": "GET",
      "path": "/api/v1/smoke-test",
      "security": [],
      "parameters": [],
      "responses": {
        "200": {
          "headers": [
            {
              "name": "Cache-Control",
              "required": true,
              "constant": "no-store"
            },
            {
              "name": "X-Request-Id",
              "required": false
            }
          ],
          "content": [
            "application/json"
          ]
        },
        "503": {
          "headers": [
            {
              "name": "Cache-Control",
              "required": true,
              "constant": "no-store"
            },
            {
              "name": "Retry-After",
              "required": true
            },
            {
              "name": "X-Request-Id",
              "required": false
            }
          ],
          "content": [
            "application/problem+json"
          ]
        },
        "default": {
          "headers": [
            {
              "name": "Allow",
              "required": false
            },
            {
              "name": "Cache-Control",
              "required": true,
              "constant": "no-store"
            },
            {
              "name": "X-Request-Id",
              "required": false
            }
          ],
          "content": [
            "application/problem+json"
          ]
        }
      },
      "load": () => require("./validators/getSmokeTest.cjs")
    }
  ]
};
