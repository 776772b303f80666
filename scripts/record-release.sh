#!/usr/bin/env bash
# Tags what was published, and keeps it with its SBOM as a release, where something of it is new. The names
# come from the build, so each is looked at before git sees it.
set -euo pipefail
folder=$1
new=0
while read -r tag; do
  [[ $tag =~ ^(@holdfast/)?[a-z0-9-]+@[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?$ ]] || { echo "no tag: $tag" >&2; exit 1; }
  git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null && continue
  git tag -- "$tag"
  new=1
done <"$folder/tags.txt"
[ "$new" = 1 ] || exit 0
git push origin --tags
gh release create "release-$GITHUB_RUN_NUMBER" --target "$GITHUB_SHA" --title "Release $GITHUB_RUN_NUMBER" \
  --notes "The packages as published, and what they are made of (CycloneDX)." "$folder"/*.tgz "$folder"/*.cdx.json
