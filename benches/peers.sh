#!/usr/bin/env bash
# Undertone, fastText and scikit-learn on the same labelled comments, in one run.
#
#   benches/peers.sh TRAIN.csv TEST.csv
#
# Both files have columns `text` and `label`. Each system learns from TRAIN and labels TEST, and then labels TEST repeated to ROWS rows (100000).
# THREADS (1) holds for all that can use more. A peer that isn't installed is passed over:
#
#   apt-get install fasttext; pip install scikit-learn
set -euo pipefail
if [[ $# -ne 2 ]]; then
    echo "usage: [ROWS=100000] [THREADS=1] $0 TRAIN.csv TEST.csv" >&2
    exit 2
fi
train=$(realpath -- "$1") test=$(realpath -- "$2")
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
exec python3 benches/peers.py "${CARGO_TARGET_DIR:-target}/release/undertone" "$train" "$test"
