# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# What kernelspec/setup, kernelspec/wheel and Tests/run share. Sourced by them, from the top of the clone.

heading() { printf '\n== %s\n' "$*"; }

stop() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  exit 1
}

# Debian has another program of this name (OpenStack's client), hence the look at its words.
need_swift() {
  local major minor
  read -r major minor < <(
    swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p'
  ) || stop "Benign needs Swift 6.1 or newer, and there is no Swift here." \
    "How to install it: https://www.swift.org/install/linux/"
  ((major > 6 || (major == 6 && minor >= 1))) ||
    stop "Benign needs Swift 6.1 or newer; this is $major.$minor." \
      "How to install it: https://www.swift.org/install/linux/"
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# need_debian_packages [MORE…]: only what is missing, and only where that is allowed: as root, or with sudo.
need_debian_packages() {
  local wanted=(libzmq3-dev libopenblas-dev libsqlite3-dev "$@") missing=() package
  command -v python3 >/dev/null || wanted+=(python3)
  python3 -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
  command -v dpkg-query >/dev/null ||
    stop "This script installs Debian's packages, and this is no Debian. Needed: ${wanted[*]}"
  for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if ((EUID != 0)); then
    as_root=(sudo)
    { command -v sudo && { sudo -n true || [[ -t 0 ]]; }; } &>/dev/null ||
      stop "An administrator has to run this once, then start again:" \
        "  apt-get update && apt-get install -y ${missing[*]}"
  fi
  heading "Installing ${missing[*]}"
  # A third-party source that fails to update is no reason to stop: the packages are Debian's.
  "${as_root[@]}" apt-get update -qq || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" ||
    stop "Installing failed. An administrator may try:" \
      "  apt-get update && apt-get install -y ${missing[*]}"
}

need_python() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Benign's Jupyter needs Python 3.11 or newer; this is $(python3 --version 2>&1)."
  python3 -c 'import ensurepip, venv' 2>/dev/null ||
    stop "$(command -v python3) cannot make virtual environments (it lacks ensurepip or venv)."
}

# make_environment FOLDER REQUIREMENTS: exactly the pinned packages, and nothing when they are there.
# It is made anew when its Python or its place has changed, since both are written into its scripts.
make_environment() {
  local folder=$1 requirements=$2 stamp
  stamp=$(
    python3 -c 'import sys; print(sys.version, sys.base_prefix)'
    printf '%s\n' "$PWD/$folder"
    cat "$requirements"
  )
  if [[ $stamp == "$(cat "$folder/requirements.done" 2>/dev/null)" ]] &&
    "$folder/bin/python" -c '' 2>/dev/null; then
    return 0
  fi
  python3 -m venv --clear "$folder"
  PIP_USER=0 "$folder/bin/python" -m pip install \
    --quiet --disable-pip-version-check --requirement "$requirements"
  printf '%s\n' "$stamp" >"$folder/requirements.done"
}

# From here on nothing of the user's Jupyter, Python or Benign is read or written. Sets work, a folder
# that lives as long as the script.
isolate() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/private"
  export JUPYTER_CONFIG_DIR=$work/private/config JUPYTER_DATA_DIR=$work/private/data
  export JUPYTER_RUNTIME_DIR=$work/private/runtime IPYTHONDIR=$work/private/ipython
  export BENIGN_DATA=$work/private/benign
  export PYTHONNOUSERSITE=1 JUPYTER_PREFER_ENV_PATH=1
  unset JUPYTER_PATH JUPYTER_CONFIG_PATH PYTHONPATH PYTHONHOME PYTHONSTARTUP
}
