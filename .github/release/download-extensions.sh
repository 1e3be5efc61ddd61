#!/usr/bin/env bash
# Downloads the .vsix files of a published release and makes sure that this repository's release workflow built them.
#
# usage: download-extensions.sh TAG FOLDER
#   GH_TOKEN            for `gh`
#   GITHUB_REPOSITORY   owner/name
set -euo pipefail

tag=${1:?usage: download-extensions.sh TAG FOLDER}
folder=${2:?usage: download-extensions.sh TAG FOLDER}

if [[ $(gh release view "$tag" --repo "$GITHUB_REPOSITORY" --json isDraft --jq .isDraft) != false ]]; then
  echo "download-extensions.sh: the release $tag is not published yet" >&2
  exit 1
fi
gh release download "$tag" --repo "$GITHUB_REPOSITORY" --pattern '*.vsix' --dir "$folder"
for extension in "$folder"/*.vsix; do
  gh attestation verify "$extension" --repo "$GITHUB_REPOSITORY" \
    --signer-workflow "$GITHUB_REPOSITORY/.github/workflows/release.yml"
done
