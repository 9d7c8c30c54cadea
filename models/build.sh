#!/bin/sh
# Builds models/default.undertone again, byte for byte, from the corpus in datasets/ and a folder of public data.
#
#   models/build.sh DATA
#
# DATA holds goemotions/train.csv, stackoverflow/train.csv and forum/tiktok.train.csv, each with columns `text` and `label` (supportive,
# skeptical, mixed), the first with a column `id` too; models/README.md says where they come from and how their labels were folded into these
# three. The teacher's probabilities for GoEmotions are beside this script.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 DATA" >&2; exit 2; }
cd "$(dirname "$0")/.."
cargo run --release --quiet -- train \
    "$1/goemotions/train.csv" "$1/stackoverflow/train.csv" "$1/forum/tiktok.train.csv" datasets/threads/train.csv \
    --soft models/teacher/goemotions.csv.zst --soft-weight 0.5 --strength 0.5 \
    --note "Undertone's default model: which way a comment leans toward what its thread is about. Trained on GoEmotions (Demszky et al. 2020, CC BY 4.0), Senti4SD's Stack Overflow posts (Calefato et al. 2018, MIT), FanChuan's TikTok threads (2025, MIT) and Undertone's own synthetic threads (CC0). It reads tone better than stance; check it on your own threads before you rely on it." \
    --output models/default.undertone
