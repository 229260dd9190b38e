#!/usr/bin/env bash
# The other side of the benchmark: what people write by hand to put an image on Lambda with docker and the AWS CLI.
#   deploy.sh KIND FOLDER     KIND: first | code | configuration | configuration-alone | release
# Takes REGISTRY, REPOSITORY, TAG, ROLE, ARCHITECTURE, MEMORY and FUNCTIONS (names, in words) from the environment.
set -euo pipefail

kind=$1
folder=$2
image=$REGISTRY/$REPOSITORY:$TAG
read -ra names <<<"$FUNCTIONS"

build_and_push() {
  docker build -t "$image" "$folder"
  aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"
  docker push "$image"
}

create_functions() {
  for name in "${names[@]}"; do
    aws lambda create-function --function-name "$name" --package-type Image --code "ImageUri=$image" --role "$ROLE" \
      --architectures "$ARCHITECTURE" --memory-size "$MEMORY"
  done
  for name in "${names[@]}"; do aws lambda wait function-active-v2 --function-name "$name"; done
}

# First all updates, then all waits: the functions become Active at the same time.
update_code() {
  for name in "${names[@]}"; do aws lambda update-function-code --function-name "$name" --image-uri "$image"; done
  await_updates
}

update_configuration() {
  for name in "${names[@]}"; do
    aws lambda update-function-configuration --function-name "$name" --memory-size "$MEMORY"
  done
  await_updates
}

await_updates() {
  for name in "${names[@]}"; do aws lambda wait function-updated-v2 --function-name "$name"; done
}

release() {
  local version
  for name in "${names[@]}"; do
    version=$(aws lambda publish-version --function-name "$name" --query Version --output text)
    aws lambda create-alias --function-name "$name" --name live --function-version "$version"
  done
}

case $kind in
  first)
    aws ecr create-repository --repository-name "$REPOSITORY"
    build_and_push
    create_functions
    ;;
  code)
    build_and_push
    update_code
    ;;
  configuration)
    build_and_push
    update_code
    update_configuration
    ;;
  configuration-alone) update_configuration ;;
  release)
    build_and_push
    update_code
    release
    ;;
  *)
    echo "unknown kind: $kind" >&2
    exit 2
    ;;
esac
