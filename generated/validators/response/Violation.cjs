// Written by openapi-compile from the OpenAPI document. Do not edit.
'use strict';
module.exports = validate0;
const schema0 = {"type":"object","required":["in","keyword","message"],"properties":{"in":{"type":"string","enum":["path","query","header","cookie","body"]},"name":{"type":"string"},"pointer":{"type":"string"},"keyword":{"type":"string"},"message":{"type":"string"},"allowed":{"type":"array","items":{}}},"additionalProperties":false,"$id":"https://response/Violation"};

validate0.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
const errorList = require("@petsage/openapi-koa/validation").errorList;
function validate0(data, context={}, parentData, parentDataProperty){

  let errors = 0;
  if(errors === 0){
    if(data && typeof data == "object" && !Array.isArray(data)){
      let missing0;
      if((((data.in === undefined) && (missing0 = "in")) || ((data.keyword === undefined) && (missing0 = "keyword"))) || ((data.message === undefined) && (missing0 = "message"))){
        if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"});
        validate0.errors = context.errors;
        return false;
      } else {
        const _errs1 = errors;
        for(const key0 in data){
          if(!((((((key0 === "in") || (key0 === "name")) || (key0 === "pointer")) || (key0 === "keyword")) || (key0 === "message")) || (key0 === "allowed"))){
            if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"});
            validate0.errors = context.errors;
            return false;
            break;
          }
        }
        if(_errs1 === errors){
          if(data.in !== undefined){
            let data0 = data.in;
            const _errs2 = errors;
            if(typeof data0 !== "string"){
              if(errorList.hasRoom(context)) context.errors.push({instancePath:"/in",schemaPath:"#/properties/in/type",keyword:"type",params:{type: "string"},message:"must be string"});
              validate0.errors = context.errors;
              return false;
            }
            if(!(((((data0 === "path") || (data0 === "query")) || (data0 === "header")) || (data0 === "cookie")) || (data0 === "body"))){
              if(errorList.hasRoom(context)) context.errors.push({instancePath:"/in",schemaPath:"#/properties/in/enum",keyword:"enum",params:{allowedValues: schema0.properties.in.enum},message:"must be equal to one of the allowed values"});
              validate0.errors = context.errors;
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if(valid0){
            if(data.name !== undefined){
              const _errs4 = errors;
              if(typeof data.name !== "string"){
                if(errorList.hasRoom(context)) context.errors.push({instancePath:"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"});
                validate0.errors = context.errors;
                return false;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if(valid0){
              if(data.pointer !== undefined){
                const _errs6 = errors;
                if(typeof data.pointer !== "string"){
                  if(errorList.hasRoom(context)) context.errors.push({instancePath:"/pointer",schemaPath:"#/properties/pointer/type",keyword:"type",params:{type: "string"},message:"must be string"});
                  validate0.errors = context.errors;
                  return false;
                }
                var valid0 = _errs6 === errors;
              } else {
                var valid0 = true;
              }
              if(valid0){
                if(data.keyword !== undefined){
                  const _errs8 = errors;
                  if(typeof data.keyword !== "string"){
                    if(errorList.hasRoom(context)) context.errors.push({instancePath:"/keyword",schemaPath:"#/properties/keyword/type",keyword:"type",params:{type: "string"},message:"must be string"});
                    validate0.errors = context.errors;
                    return false;
                  }
                  var valid0 = _errs8 === errors;
                } else {
                  var valid0 = true;
                }
                if(valid0){
                  if(data.message !== undefined){
                    const _errs10 = errors;
                    if(typeof data.message !== "string"){
                      if(errorList.hasRoom(context)) context.errors.push({instancePath:"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"},message:"must be string"});
                      validate0.errors = context.errors;
                      return false;
                    }
                    var valid0 = _errs10 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if(valid0){
                    if(data.allowed !== undefined){
                      const _errs12 = errors;
                      if(errors === _errs12){
                        if(!(Array.isArray(data.allowed))){
                          if(errorList.hasRoom(context)) context.errors.push({instancePath:"/allowed",schemaPath:"#/properties/allowed/type",keyword:"type",params:{type: "array"},message:"must be array"});
                          validate0.errors = context.errors;
                          return false;
                        }
                      }
                      var valid0 = _errs12 === errors;
                    } else {
                      var valid0 = true;
                    }
                  }
                }
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

