// Written by openapi-compile from the OpenAPI document. Do not edit.
'use strict';
module.exports = validate0;
const formats0 = require("@petsage/openapi-koa/validation").formats["date-time"];
const func0 = require("@petsage/openapi-koa/validation").toRegExp;
const pattern0 = func0("^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$", "u");
const schema0 = {"type":"object","required":["status","message","timestamp"],"properties":{"status":{"type":"string","enum":["ok"]},"message":{"type":"string","minLength":1},"timestamp":{"type":"string","format":"date-time","pattern":"^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$"}},"additionalProperties":false,"$id":"https://response/SmokeTestResponse"};

validate0.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
const errorList = require("@petsage/openapi-koa/validation").errorList;
function validate0(data, context={}, parentData, parentDataProperty){

  let errors = 0;
  if(errors === 0){
    if(data && typeof data == "object" && !Array.isArray(data)){
      let missing0;
      if((((data.status === undefined) && (missing0 = "status")) || ((data.message === undefined) && (missing0 = "message"))) || ((data.timestamp === undefined) && (missing0 = "timestamp"))){
        if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"});
        validate0.errors = context.errors;
        return false;
      } else {
        const _errs1 = errors;
        for(const key0 in data){
          if(!(((key0 === "status") || (key0 === "message")) || (key0 === "timestamp"))){
            if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"});
            validate0.errors = context.errors;
            return false;
            break;
          }
        }
        if(_errs1 === errors){
          if(data.status !== undefined){
            let data0 = data.status;
            const _errs2 = errors;
            if(typeof data0 !== "string"){
              if(errorList.hasRoom(context)) context.errors.push({instancePath:"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type: "string"},message:"must be string"});
              validate0.errors = context.errors;
              return false;
            }
            if(!(data0 === "ok")){
              if(errorList.hasRoom(context)) context.errors.push({instancePath:"/status",schemaPath:"#/properties/status/enum",keyword:"enum",params:{allowedValues: schema0.properties.status.enum},message:"must be equal to one of the allowed values"});
              validate0.errors = context.errors;
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if(valid0){
            if(data.message !== undefined){
              let data1 = data.message;
              const _errs4 = errors;
              if(errors === _errs4){
                if(typeof data1 === "string"){
                  if(data1.length < 1){
                    if(errorList.hasRoom(context)) context.errors.push({instancePath:"/message",schemaPath:"#/properties/message/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"});
                    validate0.errors = context.errors;
                    return false;
                  }
                } else {
                  if(errorList.hasRoom(context)) context.errors.push({instancePath:"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"},message:"must be string"});
                  validate0.errors = context.errors;
                  return false;
                }
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if(valid0){
              if(data.timestamp !== undefined){
                let data2 = data.timestamp;
                const _errs6 = errors;
                if(errors === _errs6){
                  if(errors === _errs6){
                    if(typeof data2 === "string"){
                      if(!pattern0.test(data2)){
                        if(errorList.hasRoom(context)) context.errors.push({instancePath:"/timestamp",schemaPath:"#/properties/timestamp/pattern",keyword:"pattern",params:{pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$"},message:"must match pattern \""+"^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$"+"\""});
                        validate0.errors = context.errors;
                        return false;
                      } else {
                        if(!(formats0(data2))){
                          if(errorList.hasRoom(context)) context.errors.push({instancePath:"/timestamp",schemaPath:"#/properties/timestamp/format",keyword:"format",params:{format: "date-time"},message:"must match format \""+"date-time"+"\""});
                          validate0.errors = context.errors;
                          return false;
                        }
                      }
                    } else {
                      if(errorList.hasRoom(context)) context.errors.push({instancePath:"/timestamp",schemaPath:"#/properties/timestamp/type",keyword:"type",params:{type: "string"},message:"must be string"});
                      validate0.errors = context.errors;
                      return false;
                    }
                  }
                }
                var valid0 = _errs6 === errors;
              } else {
                var valid0 = true;
              }
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

