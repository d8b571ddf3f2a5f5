// Written by openapi-compile from the OpenAPI document. Do not edit.
'use strict';
module.exports = validate0;
const formats0 = require("@petsage/openapi-koa/validation").formats.uri;
const validate1 = require("./Violation.cjs");

validate0.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
const errorList = require("@petsage/openapi-koa/validation").errorList;
function validate0(data, context={}, parentData, parentDataProperty){

  const start = errorList.length(context);
  let errors = 0;
  if(errors === 0){
    if(data && typeof data == "object" && !Array.isArray(data)){
      let missing0;
      if(((((data.type === undefined) && (missing0 = "type")) || ((data.title === undefined) && (missing0 = "title"))) || ((data.status === undefined) && (missing0 = "status"))) || ((data.detail === undefined) && (missing0 = "detail"))){
        errorList.truncate(context, start);
        if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"});
        validate0.errors = context.errors;
        return false;
      } else {
        if(data.type !== undefined){
          let data0 = data.type;
          const _errs2 = errors;
          if(errors === _errs2){
            if(errors === _errs2){
              if(typeof data0 === "string"){
                if(!(formats0(data0))){
                  errorList.truncate(context, start);
                  if(errorList.hasRoom(context)) context.errors.push({instancePath:"/type",schemaPath:"#/properties/type/format",keyword:"format",params:{format: "uri"},message:"must match format \""+"uri"+"\""});
                  validate0.errors = context.errors;
                  return false;
                }
              } else {
                errorList.truncate(context, start);
                if(errorList.hasRoom(context)) context.errors.push({instancePath:"/type",schemaPath:"#/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string"});
                validate0.errors = context.errors;
                return false;
              }
            }
          }
          var valid0 = _errs2 === errors;
        } else {
          var valid0 = true;
        }
        if(valid0){
          if(data.title !== undefined){
            const _errs4 = errors;
            if(typeof data.title !== "string"){
              errorList.truncate(context, start);
              if(errorList.hasRoom(context)) context.errors.push({instancePath:"/title",schemaPath:"#/properties/title/type",keyword:"type",params:{type: "string"},message:"must be string"});
              validate0.errors = context.errors;
              return false;
            }
            var valid0 = _errs4 === errors;
          } else {
            var valid0 = true;
          }
          if(valid0){
            if(data.status !== undefined){
              let data2 = data.status;
              const _errs6 = errors;
              if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
                errorList.truncate(context, start);
                if(errorList.hasRoom(context)) context.errors.push({instancePath:"/status",schemaPath:"#/properties/status/type",keyword:"type",params:{type: "integer"},message:"must be integer"});
                validate0.errors = context.errors;
                return false;
              }
              if(errors === _errs6){
                if((typeof data2 == "number") && (isFinite(data2))){
                  if(data2 > 599 || isNaN(data2)){
                    errorList.truncate(context, start);
                    if(errorList.hasRoom(context)) context.errors.push({instancePath:"/status",schemaPath:"#/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599},message:"must be <= 599"});
                    validate0.errors = context.errors;
                    return false;
                  } else {
                    if(data2 < 400 || isNaN(data2)){
                      errorList.truncate(context, start);
                      if(errorList.hasRoom(context)) context.errors.push({instancePath:"/status",schemaPath:"#/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 400},message:"must be >= 400"});
                      validate0.errors = context.errors;
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs6 === errors;
            } else {
              var valid0 = true;
            }
            if(valid0){
              if(data.detail !== undefined){
                const _errs8 = errors;
                if(typeof data.detail !== "string"){
                  errorList.truncate(context, start);
                  if(errorList.hasRoom(context)) context.errors.push({instancePath:"/detail",schemaPath:"#/properties/detail/type",keyword:"type",params:{type: "string"},message:"must be string"});
                  validate0.errors = context.errors;
                  return false;
                }
                var valid0 = _errs8 === errors;
              } else {
                var valid0 = true;
              }
              if(valid0){
                if(data.instance !== undefined){
                  let data4 = data.instance;
                  const _errs10 = errors;
                  if(errors === _errs10){
                    if(errors === _errs10){
                      if(typeof data4 === "string"){
                        if(!(formats0(data4))){
                          errorList.truncate(context, start);
                          if(errorList.hasRoom(context)) context.errors.push({instancePath:"/instance",schemaPath:"#/properties/instance/format",keyword:"format",params:{format: "uri"},message:"must match format \""+"uri"+"\""});
                          validate0.errors = context.errors;
                          return false;
                        }
                      } else {
                        errorList.truncate(context, start);
                        if(errorList.hasRoom(context)) context.errors.push({instancePath:"/instance",schemaPath:"#/properties/instance/type",keyword:"type",params:{type: "string"},message:"must be string"});
                        validate0.errors = context.errors;
                        return false;
                      }
                    }
                  }
                  var valid0 = _errs10 === errors;
                } else {
                  var valid0 = true;
                }
                if(valid0){
                  if(data.violations !== undefined){
                    let data5 = data.violations;
                    const _errs12 = errors;
                    if(errors === _errs12){
                      if(Array.isArray(data5)){
                        var valid1 = true;
                        const len0 = data5.length;
                        for(let i0=0; i0<len0; i0++){
                          const _errs14 = errors;
                          const before0 = errorList.length(context);
                          if(!(validate1(data5[i0], context, data5, i0))){
                            errorList.prefix(context, before0, "/violations/" + i0);
                            errors = errorList.countAfter(context, start, errors);
                          }
                          var valid1 = _errs14 === errors;
                          if(!valid1){
                            break;
                          }
                        }
                      } else {
                        errorList.truncate(context, start);
                        if(errorList.hasRoom(context)) context.errors.push({instancePath:"/violations",schemaPath:"#/properties/violations/type",keyword:"type",params:{type: "array"},message:"must be array"});
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
    } else {
      errorList.truncate(context, start);
      if(errorList.hasRoom(context)) context.errors.push({instancePath:"",schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"});
      validate0.errors = context.errors;
      return false;
    }
  }
  validate0.errors = errors === 0 ? null : context.errors;
  return errors === 0;
}

