import fc from 'fast-check';

// The same values in each run, so that a green tree stays green; WAVETRUST_SEED=n looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.WAVETRUST_SEED ?? 1) });
