import type { BlockList } from 'node:net';
import { clientAddress, parseAddressRanges } from '../src/index.ts';

const LAN = '10.0.0.0/8, 192.0.2.1,fd00::/8,fe80::/10';

function addressOf(remoteAddress: string | undefined, forwarded?: string, trusted?: string): string | undefined {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return clientAddress({ socket: { remoteAddress }, headers }, trusted === undefined ? undefined : (parseAddressRanges(trusted) as BlockList));
}

describe('the address of a client', () => {
  const cases = [
    { name: 'is that of the socket', socket: '203.0.113.7', want: '203.0.113.7' },
    { name: 'is IPv4 where the socket shows it as IPv6', socket: '::ffff:203.0.113.7', want: '203.0.113.7' },
    { name: 'is IPv6', socket: '2001:db8::1', want: '2001:db8::1' },
    { name: 'keeps the zone of the socket', socket: 'fe80::1%eth0', want: 'fe80::1%eth0' },
    { name: 'is unknown where the socket has none', socket: undefined, forwarded: '203.0.113.7', trusted: LAN, want: undefined },
    { name: 'is that of the socket where no proxy is trusted', socket: '10.0.0.1', forwarded: '203.0.113.7', want: '10.0.0.1' },
    { name: 'is that of the socket where it is not a trusted one', socket: '203.0.113.9', forwarded: '203.0.113.7', trusted: LAN, want: '203.0.113.9' },
    { name: 'is that of a trusted proxy which forwards nothing', socket: '10.0.0.1', trusted: LAN, want: '10.0.0.1' },
    { name: 'is what a trusted proxy forwards', socket: '10.0.0.1', forwarded: '203.0.113.7', trusted: LAN, want: '203.0.113.7' },
    {
      name: 'is what a proxy forwards whose IPv4 address is shown as IPv6',
      socket: '::ffff:10.0.0.1',
      forwarded: '203.0.113.7',
      trusted: LAN,
      want: '203.0.113.7',
    },
    { name: 'is what a proxy in a zone forwards', socket: 'fe80::1%eth0', forwarded: '203.0.113.7', trusted: LAN, want: '203.0.113.7' },
    { name: 'is the last one that is not trusted', socket: '10.0.0.1', forwarded: '198.51.100.1, 203.0.113.7, 192.0.2.1', trusted: LAN, want: '203.0.113.7' },
    { name: 'is the first one where all are trusted', socket: '10.0.0.1', forwarded: '10.0.0.3,fd00::2', trusted: LAN, want: '10.0.0.3' },
    { name: 'is never what the client itself put in front', socket: '10.0.0.1', forwarded: '127.0.0.1, 203.0.113.7', trusted: LAN, want: '203.0.113.7' },
    { name: 'is the proxy’s where it forwards no address', socket: '10.0.0.1', forwarded: 'unknown', trusted: LAN, want: '10.0.0.1' },
    { name: 'is the last one before an entry that is no address', socket: '10.0.0.1', forwarded: '203.0.113.7, _x, 10.0.0.2', trusted: LAN, want: '10.0.0.2' },
    { name: 'is the last one before an empty entry', socket: '10.0.0.1', forwarded: '203.0.113.7,, 10.0.0.2', trusted: LAN, want: '10.0.0.2' },
    { name: 'is the proxy’s where the list ends in a comma', socket: '10.0.0.1', forwarded: '203.0.113.7,', trusted: LAN, want: '10.0.0.1' },
    { name: 'is the proxy’s where the field is empty', socket: '10.0.0.1', forwarded: '', trusted: LAN, want: '10.0.0.1' },
    { name: 'loses the port of IPv4', socket: '10.0.0.1', forwarded: '203.0.113.7:5060', trusted: LAN, want: '203.0.113.7' },
    { name: 'loses brackets and port of IPv6', socket: '10.0.0.1', forwarded: '[2001:DB8::7]:5060', trusted: LAN, want: '2001:db8::7' },
    { name: 'loses brackets alone', socket: '10.0.0.1', forwarded: '[2001:db8::7]', trusted: LAN, want: '2001:db8::7' },
    { name: 'is written in its shortest form', socket: '10.0.0.1', forwarded: '2001:0DB8:0:0::0007', trusted: LAN, want: '2001:db8::7' },
    { name: 'is IPv4 where it is forwarded as IPv6 in hexadecimal', socket: '10.0.0.1', forwarded: '::FFFF:cb00:7107', trusted: LAN, want: '203.0.113.7' },
    {
      name: 'goes on through a proxy that is forwarded as IPv6',
      socket: '10.0.0.1',
      forwarded: '203.0.113.7, ::ffff:10.0.0.2',
      trusted: LAN,
      want: '203.0.113.7',
    },
    { name: 'is forwarded without a zone', socket: '10.0.0.1', forwarded: `2001:db8::7%${'a'.repeat(300)}`, trusted: LAN, want: '2001:db8::7' },
    { name: 'is the proxy’s where brackets hold IPv4 with more behind', socket: '10.0.0.1', forwarded: '203.0.113.7:5060:1', trusted: LAN, want: '10.0.0.1' },
    { name: 'is the proxy’s where a control character is forwarded', socket: '10.0.0.1', forwarded: '\u009b31m', trusted: LAN, want: '10.0.0.1' },
    {
      name: 'is trusted through ranges of mapped addresses',
      socket: '10.0.0.1',
      forwarded: '203.0.113.7',
      trusted: '::ffff:10.0.0.0/104',
      want: '203.0.113.7',
    },
    { name: 'is trusted through a mapped address', socket: '::ffff:10.0.0.1', forwarded: '203.0.113.7', trusted: '::ffff:a00:1', want: '203.0.113.7' },
    { name: 'is found through everything', socket: '198.51.100.1', forwarded: '203.0.113.7', trusted: '0.0.0.0/0', want: '203.0.113.7' },
  ];
  test.each(cases)('$name', ({ socket, forwarded, trusted, want }) => expect(addressOf(socket, forwarded, trusted)).toBe(want));

  test('is looked for through 32 proxies at most', () => {
    const field = (hops: number) => ['203.0.113.7', ...new Array(hops).fill('10.0.0.2')].join();
    expect([31, 32].map((hops) => addressOf('10.0.0.1', field(hops), LAN))).toEqual(['203.0.113.7', '10.0.0.2']);
  });
});

describe('a list of proxies', () => {
  test.each(['10.0.0.1', '10.1.2.3/8', '::1', '::/0', 'FD00::/8', '::ffff:10.0.0.0/96', ' 10.0.0.1 , ::1 '])('may be %j', (text) => {
    expect(parseAddressRanges(text)).toBeDefined();
  });

  test.each([
    '',
    'proxy.example',
    '10.0.0.1,',
    '10.0.0.1;10.0.0.2',
    '10.0.0.1 10.0.0.2',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/255.0.0.0',
    '10.0.0/8',
    '::1/129',
    '::ffff:10.0.0.0/95',
    '[::1]',
    '10.0.0.1:80',
    'fe80::1%eth0',
    'loopback',
  ])('cannot be %j', (text) => {
    expect(parseAddressRanges(text)).toBeUndefined();
  });
});
