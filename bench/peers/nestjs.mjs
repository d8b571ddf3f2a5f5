/** NestJS on Fastify, without validation: a module and a controller. Decorators are called as functions, which is what a compiler makes of them. */
import 'reflect-metadata';
import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { at, readOperation } from '../servers/listen.mjs';

const { path, method, result } = readOperation();

class OperationController {
  handle(body) {
    return result(body);
  }
}
const handle = Object.getOwnPropertyDescriptor(OperationController.prototype, 'handle');
const decorators = method === 'get' ? [Get(path)] : [Post(path), HttpCode(200)];
Reflect.decorate(decorators, OperationController.prototype, 'handle', handle);
if (method !== 'get') Body()(OperationController.prototype, 'handle', 0);
Reflect.decorate([Controller()], OperationController);

class AppModule {}
Reflect.decorate([Module({ controllers: [OperationController] })], AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
await app.listen(at.port, at.host);
