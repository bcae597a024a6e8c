#!/bin/sh
# Writes the secrets of `docker compose up` to .env, once, readable by its owner only.
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
  echo '.env exists; it is left as it is'
  exit 0
fi
umask 077
random() { od -An -tx1 -N32 /dev/urandom | tr -d ' \n'; }
{
  echo "SALLYPORT_SECRET=$(random)"
  echo "REDIS_PASSWORD=$(random)"
  echo "POSTGRES_PASSWORD=$(random)"
} >.env
echo 'wrote .env'
