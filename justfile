# The things one does daily. `just` lists them; https://just.systems says how to get it. Each is one line that can be typed as well.

[private]
default:
    @just --list --unsorted

# the quick part of what CI checks: format, clippy, documentation
check:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

# all tests, or those whose name contains FILTER
test *FILTER:
    cargo test {{ FILTER }}

# accept what the program prints now as what the golden files should say; read the diff before you commit it
bless:
    UNDERTONE_BLESS=1 cargo test
    git diff --stat -- tests

# fuzz each target (or those named) for SECONDS; needs nightly and cargo-fuzz
fuzz SECONDS *TARGETS:
    fuzz/run {{ SECONDS }} {{ TARGETS }}

# measure reading, labelling, explaining and training, or what of these contains FILTER
bench *FILTER:
    cargo bench --bench label -- {{ FILTER }}

# put Undertone beside fastText and scikit-learn on labelled data: two CSV files with columns `text` and `label`
peers TRAIN TEST:
    benches/peers.sh {{ quote(TRAIN) }} {{ quote(TEST) }}

# rebuild the default model, byte for byte, from DATA (models/README.md says what must be there)
model DATA:
    models/build.sh {{ quote(DATA) }}

# put `undertone` on the PATH
install:
    cargo install --path . --locked

# everything that CI checks
ci:
    .ci/run
