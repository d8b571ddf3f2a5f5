import { interfacesOf, NODE_INTERFACES } from './node-interfaces.ts';

test('the undocumented interfaces of Node are as the server expects, on this version', () => {
  expect(interfacesOf(process.execPath)).toEqual(NODE_INTERFACES);
});
