// Looks for the number whose SHA-256 begins as a task says (ALTCHA 2, SHA-256, one round).
// It is our own SHA-256, because a browser's is given to encrypted pages alone, and is slower for
// bytes as few as these.

const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

// One block holds all: salt, nonce, number, the bit after them, and the length in bits.
const words = new Int32Array(64);
const state = new Int32Array(8);

const hash = () => {
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15];
    const y = words[i - 2];
    words[i] =
      (words[i - 16] +
        (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
        words[i - 7] +
        (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) |
      0;
  }
  let a = START[0];
  let b = START[1];
  let c = START[2];
  let d = START[3];
  let e = START[4];
  let f = START[5];
  let g = START[6];
  let h = START[7];
  for (let i = 0; i < 64; i += 1) {
    const one =
      (h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        ((e & f) ^ (~e & g)) +
        K[i] +
        words[i]) |
      0;
    const two =
      ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
        ((a & b) ^ (a & c) ^ (b & c))) |
      0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] = a + START[0];
  state[1] = b + START[1];
  state[2] = c + START[2];
  state[3] = d + START[3];
  state[4] = e + START[4];
  state[5] = f + START[5];
  state[6] = g + START[6];
  state[7] = h + START[7];
};

const readWords = (hex, count) => {
  if (hex.length !== count * 8) throw new Error("This task is of another kind.");
  return Array.from({ length: count }, (_, i) => parseInt(hex.slice(i * 8, i * 8 + 8), 16) | 0);
};

const solve = ({ algorithm, cost, keyLength, keyPrefix, nonce, salt }) => {
  if (algorithm !== "SHA-256" || cost !== 1 || keyLength !== 32) {
    throw new Error("This task is of another kind.");
  }
  words.set([...readWords(salt, 4), ...readWords(nonce, 4)]);
  words[9] = 0x80000000;
  words[15] = 36 * 8;
  const wanted = readWords(keyPrefix, 4);
  for (let counter = 0; counter < 2 ** 32; counter += 1) {
    words[8] = counter;
    hash();
    if (state[0] === wanted[0] && wanted.every((word, i) => word === state[i])) {
      const hex = Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0"));
      return { counter, derivedKey: hex.join("") };
    }
  }
  throw new Error("This task has no solution.");
};

onmessage = ({ data }) => postMessage(solve(data));
