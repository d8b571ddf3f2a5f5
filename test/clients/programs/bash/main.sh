#!/usr/bin/env bash
# The client prints JSON, whatever the status; jq reads it.
set -euo pipefail
bash ../client/petsage --host "${1:-http://localhost:3000}" getSmokeTest | jq -r '
  if .title then "problem: \(.status) \(.title)\ndetail: \(.detail)"
  else "status: \(.status)\nmessage: \(.message)\ntimestamp: \(.timestamp)" end'
