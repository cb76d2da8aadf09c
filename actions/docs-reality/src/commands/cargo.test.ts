import {expect, test} from '@jest/globals';
import {projectOf, resolved, told} from './project.testing.ts';

const project = projectOf({
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
  'crates/cli/Cargo.toml': '[package]\nname = "tool-cli"\n[[bin]]\nname = "tool"\npath = "src/main.rs"\n[features]\nfast = ["dep:rayon"]\n[dependencies]\nserde = {version = "1", optional = true}\nrayon = {version = "1", optional = true}\nlog = "1"\n',
  'crates/cli/src/main.rs': '', 'crates/cli/src/bin/extra.rs': '', 'crates/cli/src/bin/deep/main.rs': '', 'crates/cli/examples/demo.rs': '', 'crates/cli/tests/end.rs': '',
  'crates/cli/benches/speed.rs': '',
  'crates/lib/Cargo.toml': '[package]\nname = "tool-lib"\n', 'crates/lib/src/lib.rs': '',
  '.cargo/config.toml': '[alias]\nxtask = "run -p xtask --"\n',
});

test.each([
  ['cargo build', ''], ['cargo install ripgrep', ''], ['cargo +nightly test --test end', 'exists'],
  ['cargo run --bin tool', 'exists'], ['cargo run --bin=extra', 'exists'], ['cargo run --bin deep', 'exists'], ['cargo run --bin tol', 'missing: cargo bin target "tol"'],
  ['cargo run -- --bin x', ''],
  ['cargo run --example demo', 'exists'], ['cargo run --example gone', 'missing: cargo example target "gone"'], ['cargo bench --bench speed', 'exists'],
  ['cargo test --test "e*"', 'unknown: computed'],
  ['cargo test -p tool-lib', 'exists'], ['cargo test -p tool-lbi', 'missing: cargo package "tool-lbi"'], ['cargo build -p serde', 'unknown: maybe installed'],
  ['cargo run -p tool-lib --bin tool', 'exists, missing: cargo bin target "tool"'],
  ['cargo build --features fast,serde', 'exists, exists'], ['cargo build -F "fast gone"', 'exists, missing: cargo feature "gone"'],
  ['cargo build --features tool-cli/fast', 'exists'], ['cargo build --features log/std', 'unknown: maybe installed'],
  ['cargo build --features log', 'missing: cargo feature "log"'],
  ['cargo xtask ci', 'exists'], ['cargo deny check', ''], ['cargo build --manifest-path crates/cli/Cargo.toml', 'exists'],
  ['cargo build --manifest-path crates/gone/Cargo.toml', 'missing: file "crates/gone/Cargo.toml"'],
  ['cargo new x && cd x && cargo run --bin gone', 'unknown: made by the reader'], ['cargo run --bin <name>', 'unknown: placeholder'],
])('%s: %s', (text, expected) => expect(told(project, text)).toBe(expected));

test('each feature has its own place', () => {
  expect(resolved(project, 'cargo build --features=fast,fsat')[1]).toMatchObject({span: {line: 1, column: 29, length: 4}, suggestion: {name: 'fast', path: 'crates/cli/Cargo.toml'}});
});
test('a manifest that cannot be read makes nothing missing', () => {
  expect(told(projectOf({'Cargo.toml': '[package\n'}), 'cargo run --bin gone')).toBe('unknown: manifest unreadable');
  expect(told(projectOf({a: ''}), 'cargo run --bin gone')).toBe('unknown: no manifest');
});
