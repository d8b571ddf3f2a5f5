import { interfacesOf, NODE_INTERFACES } from './node-interfaces.ts';

test('the interfaces of Node that it does not document are what the server expects, on this version', () => {
  expect(interfacesOf(process.execPath)).toEqual(NODE_INTERFACES);
});
