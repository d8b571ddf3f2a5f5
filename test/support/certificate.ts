import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The types of ASN.1 that a certificate is made of (ITU-T X.690). */
const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  dns: 0x82,
} as const;
/** ecdsa-with-SHA256, commonName, subjectAltName. */
const OID = { signature: '2a8648ce3d040302', commonName: '550403', altName: '551d11' } as const;

function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? Buffer.of(body.length) : Buffer.of(0x82, body.length >> 8, body.length & 255);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

const oid = (hex: string) => der(TAG.oid, Buffer.from(hex, 'hex'));
const text = (tag: number, value: string) => der(tag, Buffer.from(value));

/**
 * A certificate that nobody but itself vouches for (RFC 5280 section 4.1).
 *
 * @param name  the host's
 * @param until `YYYYMMDDHHMMSSZ`
 */
export function selfSigned(name: string, until = '20991231235959Z'): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = der(TAG.sequence, der(TAG.set, der(TAG.sequence, oid(OID.commonName), text(TAG.utf8, name))));
  const algorithm = der(TAG.sequence, oid(OID.signature));
  const altName = der(TAG.sequence, oid(OID.altName), der(TAG.octets, der(TAG.sequence, text(TAG.dns, name))));
  const body = der(
    TAG.sequence,
    der(TAG.version, der(TAG.integer, Buffer.of(2))),
    der(TAG.integer, Buffer.of(1)),
    algorithm,
    subject,
    der(TAG.sequence, text(TAG.time, '20200101000000Z'), text(TAG.time, until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(TAG.extensions, der(TAG.sequence, altName)),
  );
  const certificate = der(TAG.sequence, body, algorithm, der(TAG.bits, Buffer.of(0), sign('sha256', body, privateKey)));
  return {
    key: pem(privateKey),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
