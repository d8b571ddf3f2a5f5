// Written by openapi-compile from the OpenAPI document. Do not edit.
'use strict';
const responses = [];
responses.push((() => {
  const func0 = require("@petsage/openapi-koa/validation").toRegExp;
  const pattern0 = func0("^[A-Za-z0-9._~-]{1,128}$", "u");

  validate0.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
  const errorList = require("@petsage/openapi-koa/validation").errorList;
  function validate0(data, context={}, parentData, parentDataProperty){
    let errors = 0;
    if(errors === 0){
      if(data && typeof data == "object" && !Array.isArray(data)){
        const _errs1 = errors;
        for(const key0 in data){
          if(!(key0 === "x-request-id")){
            if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"});
            validate0.errors = context.errors;
            return false;
            break;
          }
        }
        if(_errs1 === errors){
          if(data["x-request-id"] !== undefined){
            let data0 = data["x-request-id"];
            const _errs2 = errors;
            if(errors === _errs2){
              if(typeof data0 === "string"){
                if(!pattern0.test(data0)){
                  if(errorList.hasRoom(context)) context.errors.push({instancePath:"/x-request-id",schemaPath:"#/properties/x-request-id/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._~-]{1,128}$"},message:"must match pattern \""+"^[A-Za-z0-9._~-]{1,128}$"+"\""});
                  validate0.errors = context.errors;
                  return false;
                }
              } else {
                if(errorList.hasRoom(context)) context.errors.push({instancePath:"/x-request-id",schemaPath:"#/properties/x-request-id/type",keyword:"type",params:{type: "string"},message:"must be string"});
                validate0.errors = context.errors;
                return false;
              }
            }
          }
        }
      } else {
        if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"});
        validate0.errors = context.errors;
        return false;
      }
    }
    validate0.errors = errors === 0 ? null : context.errors;
    return errors === 0;
  }

  return validate0;
})());
responses.push((() => {
  const func0 = require("@petsage/openapi-koa/validation").toRegExp;
  const pattern0 = func0("^[A-Za-z0-9._~-]{1,128}$", "u");

  validate1.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
  const errorList = require("@petsage/openapi-koa/validation").errorList;
  function validate1(data, context={}, parentData, parentDataProperty){
    let errors = 0;
    if(errors === 0){
      if(data && typeof data == "object" && !Array.isArray(data)){
        let missing0;
        if((data["retry-after"] === undefined) && (missing0 = "retry-after")){
          if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"});
          validate1.errors = context.errors;
          return false;
        } else {
          const _errs1 = errors;
          for(const key0 in data){
            if(!((key0 === "retry-after") || (key0 === "x-request-id"))){
              if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"});
              validate1.errors = context.errors;
              return false;
              break;
            }
          }
          if(_errs1 === errors){
            if(data["retry-after"] !== undefined){
              let data0 = data["retry-after"];
              const _errs2 = errors;
              if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
                if(errorList.hasRoom(context)) context.errors.push({instancePath:"/retry-after",schemaPath:"#/properties/retry-after/type",keyword:"type",params:{type: "integer"},message:"must be integer"});
                validate1.errors = context.errors;
                return false;
              }
              if(errors === _errs2){
                if((typeof data0 == "number") && (isFinite(data0))){
                  if(data0 < 1 || isNaN(data0)){
                    if(errorList.hasRoom(context)) context.errors.push({instancePath:"/retry-after",schemaPath:"#/properties/retry-after/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"});
                    validate1.errors = context.errors;
                    return false;
                  }
                }
              }
              var valid0 = _errs2 === errors;
            } else {
              var valid0 = true;
            }
            if(valid0){
              if(data["x-request-id"] !== undefined){
                let data1 = data["x-request-id"];
                const _errs4 = errors;
                if(errors === _errs4){
                  if(typeof data1 === "string"){
                    if(!pattern0.test(data1)){
                      if(errorList.hasRoom(context)) context.errors.push({instancePath:"/x-request-id",schemaPath:"#/properties/x-request-id/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._~-]{1,128}$"},message:"must match pattern \""+"^[A-Za-z0-9._~-]{1,128}$"+"\""});
                      validate1.errors = context.errors;
                      return false;
                    }
                  } else {
                    if(errorList.hasRoom(context)) context.errors.push({instancePath:"/x-request-id",schemaPath:"#/properties/x-request-id/type",keyword:"type",params:{type: "string"},message:"must be string"});
                    validate1.errors = context.errors;
                    return false;
                  }
                }
                var valid0 = _errs4 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      } else {
        if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"});
        validate1.errors = context.errors;
        return false;
      }
    }
    validate1.errors = errors === 0 ? null : context.errors;
    return errors === 0;
  }

  return validate1;
})());
responses.push((() => {
  const func0 = require("@petsage/openapi-koa/validation").toRegExp;
  const pattern0 = func0("^[A-Za-z0-9._~-]{1,128}$", "u");

  validate2.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
  const errorList = require("@petsage/openapi-koa/validation").errorList;
  function validate2(data, context={}, parentData, parentDataProperty){
    let errors = 0;
    if(errors === 0){
      if(data && typeof data == "object" && !Array.isArray(data)){
        const _errs1 = errors;
        for(const key0 in data){
          if(!((key0 === "allow") || (key0 === "x-request-id"))){
            if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"});
            validate2.errors = context.errors;
            return false;
            break;
          }
        }
        if(_errs1 === errors){
          if(data.allow !== undefined){
            const _errs2 = errors;
            if(typeof data.allow !== "string"){
              if(errorList.hasRoom(context)) context.errors.push({instancePath:"/allow",schemaPath:"#/properties/allow/type",keyword:"type",params:{type: "string"},message:"must be string"});
              validate2.errors = context.errors;
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if(valid0){
            if(data["x-request-id"] !== undefined){
              let data1 = data["x-request-id"];
              const _errs4 = errors;
              if(errors === _errs4){
                if(typeof data1 === "string"){
                  if(!pattern0.test(data1)){
                    if(errorList.hasRoom(context)) context.errors.push({instancePath:"/x-request-id",schemaPath:"#/properties/x-request-id/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._~-]{1,128}$"},message:"must match pattern \""+"^[A-Za-z0-9._~-]{1,128}$"+"\""});
                    validate2.errors = context.errors;
                    return false;
                  }
                } else {
                  if(errorList.hasRoom(context)) context.errors.push({instancePath:"/x-request-id",schemaPath:"#/properties/x-request-id/type",keyword:"type",params:{type: "string"},message:"must be string"});
                  validate2.errors = context.errors;
                  return false;
                }
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      } else {
        if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"});
        validate2.errors = context.errors;
        return false;
      }
    }
    validate2.errors = errors === 0 ? null : context.errors;
    return errors === 0;
  }

  return validate2;
})());
module.exports = {
  "parameters": [],
  "responses": {
    "200": {
      "headers": [
        {
          "name": "Cache-Control",
          "required": true,
          "explode": false,
          "constant": "no-store"
        },
        {
          "name": "X-Request-Id",
          "required": false,
          "explode": false
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
          "explode": false,
          "constant": "no-store"
        },
        {
          "name": "Retry-After",
          "required": true,
          "explode": false
        },
        {
          "name": "X-Request-Id",
          "required": false,
          "explode": false
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
          "required": false,
          "explode": false
        },
        {
          "name": "Cache-Control",
          "required": true,
          "explode": false,
          "constant": "no-store"
        },
        {
          "name": "X-Request-Id",
          "required": false,
          "explode": false
        }
      ],
      "content": [
        "application/problem+json"
      ]
    }
  },
  "validators": {
    responses: {
      "200": {
        headers: responses[0],
        content: {
          "application/json": require("../validators/response/SmokeTestResponse.cjs"),
        },
      },
      "503": {
        headers: responses[1],
        content: {
          "application/problem+json": require("../validators/response/Problem.cjs"),
        },
      },
      "default": {
        headers: responses[2],
        content: {
          "application/problem+json": require("../validators/response/Problem.cjs"),
        },
      },
    },
  }
};
