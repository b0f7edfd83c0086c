import type { CryptoProvider } from './provider.ts';

/** AES_key(m) xor m for each block m of 16 octets: the one-way function of linkage values and butterfly expansion. */
export function oneWay(crypto: CryptoProvider, key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const encrypted = crypto.aesBlocks(key, blocks);
  for (let at = 0; at < blocks.length; at++) encrypted[at]! ^= blocks[at]!;
  return encrypted;
}
