// Stands for fast-check in the tests: properties are tried with the same cases at every run, so that no run fails by chance. SEED tries others.
import fc from '../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({seed: Number(process.env['SEED'] ?? 20_261_128)});

export default fc;
