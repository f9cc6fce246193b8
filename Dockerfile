# Two images: the last stage has every action, and action.yml names it by `image: ../../Dockerfile`; the stage lean has those that need no Node. A release
# names both by digest.
#   docker build .                                              every action, for this machine's processor
#   docker build --target lean .                                without Node
#   docker build --target crash-intake .                        no action: the service that takes in crash reports (docs/crash-reporting.md)
#   docker buildx build --platform linux/amd64,linux/arm64 .    for both; what compiles or loads runs on this machine's processor (docs/decisions/0008)

# The images below can be pinned: --build-arg RUNTIME=mcr.microsoft.com/dotnet/runtime:10.0@sha256:…
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/runtime:10.0
ARG ASPNET=mcr.microsoft.com/dotnet/aspnet:10.0
ARG NODE=docker.io/library/node:24-bookworm-slim

FROM --platform=$BUILDPLATFORM ${SDK} AS projects
WORKDIR /source
COPY . .
# What a restore reads, so that the layer with the packages outlives a change of code.
RUN find . -type f ! -name '*.csproj' ! -name '*.props' ! -name '*.targets' ! -name packages.lock.json ! -name global.json -delete

# The linker of native code (Directory.Console.props): this processor's, or a cross compiler where the image is for another.
FROM --platform=$BUILDPLATFORM ${SDK} AS compiler
ARG BUILDARCH
ARG TARGETARCH
RUN case $TARGETARCH in \
      "$BUILDARCH") linker='gcc libc6-dev' ;; \
      arm64) linker='gcc-aarch64-linux-gnu libc6-dev-arm64-cross' ;; \
      amd64) linker='gcc-x86-64-linux-gnu libc6-dev-amd64-cross' ;; \
      *) echo "The consoles are made for amd64 and arm64, not for '$TARGETARCH'. Name one by --platform." >&2; exit 1 ;; \
    esac \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $linker \
 && rm -rf /var/lib/apt/lists/*

FROM compiler AS build
WORKDIR /source
COPY --from=projects /source .
# Every action is found by its folder. The libraries are named too: a project outside of the solution would be built as Debug.
RUN { echo '<Solution>'; printf '<Project Path="%s" />' actions/*/*.csproj src/*/*.csproj tools/*/*.csproj; echo '</Solution>'; } >actions.slnx \
 && dotnet restore actions.slnx --locked-mode
COPY . .
# Directory.Console.props and consoles.proj say what is published, and how. Analyzers judged the code before it came here.
ARG TARGETARCH
RUN runtime=linux-$(echo "$TARGETARCH" | sed s/amd64/x64/) \
 && DOTNET_TieredPGO=0 dotnet build actions.slnx --configuration Release --no-restore -p:RunAnalyzers=false "-p:ConsoleRuntime=$runtime" \
 && dotnet publish consoles.proj --configuration Release --no-build -m:3 -p:RunAnalyzers=false "-p:ConsoleRuntime=$runtime" -p:PublishDir=/app/
# No clock in the image: the same sources give the same layer.
ARG SOURCE_DATE_EPOCH=0
RUN cp LICENSE THIRD-PARTY-NOTICES.md /app/ && find /app -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

# A service and no action: what it alone has is in no image but its own, on ASP.NET.
FROM build AS crash-intake-app
ARG TARGETARCH
ARG SOURCE_DATE_EPOCH=0
RUN runtime=linux-$(echo "$TARGETARCH" | sed s/amd64/x64/) \
 && dotnet publish tools/crash-intake --configuration Release --no-build -p:RunAnalyzers=false "-p:ConsoleRuntime=$runtime" -p:PublishDir=/crash-intake/ \
 && cp LICENSE THIRD-PARTY-NOTICES.md /crash-intake/ \
 && mkdir -p /crash-intake/reports \
 && find /crash-intake -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

FROM ${ASPNET} AS crash-intake
# The user that Microsoft's images have for services.
ARG USER=1654
COPY --from=crash-intake-app --chown=$USER /crash-intake/reports /reports
COPY --from=crash-intake-app /crash-intake /app
ARG SOURCE=https://github.com/org/uv-release
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="crash-intake" \
      org.opencontainers.image.description="Takes in crash reports after consent, redacts and stores them" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
USER $USER
ENV DOTNET_EnableDiagnostics=0
EXPOSE 8080
ENTRYPOINT ["/app/crash-intake"]
CMD ["--listen", "0.0.0.0:8080", "--store", "/reports"]

# The consoles that are not native code need the runtime (Directory.Console.props), and git reads repositories for them.
FROM ${RUNTIME} AS runtime
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ca-certificates git tzdata \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/cache/ldconfig/* /var/log/*
# GitHub mounts folders that only root can write, and sets the working directory itself: so no other USER, and no WORKDIR.
USER root
# No debugger's pipe and no diagnostics server in a step that lives for seconds: it starts two milliseconds sooner, and nobody can attach.
ENV DOTNET_EnableDiagnostics=0
# Each action.yml names its own program. No shell: it would drop variables such as INPUT_DRY-RUN.
ENTRYPOINT ["/app/release-notes"]

# Every action but those that need Node or programs that are large; a job that checks a title should not wait for what builds applications. The release tree names this image for
# them (tools/release-tree/Tree/TreeRequest.cs), and docs/actions.md says which they are.
FROM build AS lean-app
ARG SOURCE_DATE_EPOCH=0
RUN rm /app/build-electron* /app/sign-macos* /app/sign-windows* /app/electron-packaging* /app/crash-intake* /app/upload-symbols* /app/regression* /app/SkiaSharp.dll /app/libSkiaSharp.so /app/UvRelease.Regression.* /app/UvRelease.Apple.* /app/UvRelease.Electron.* /app/UvRelease.Keys.* /app/UvRelease.KeyInputs.* /app/UvRelease.Windows.* && touch --date="@$SOURCE_DATE_EPOCH" /app

FROM runtime AS lean
COPY --from=lean-app /app /app
ARG SOURCE=https://github.com/org/uv-release
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="uv-release" \
      org.opencontainers.image.description="Release steps for Electron apps, as GitHub actions, without those that build" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

FROM ${NODE} AS node

# build-electron drives npm, electron-builder and the tools that it would download; Node and npm in the official image's own layout (Node 25 and later also
# want the package libatomic1).
FROM runtime AS base
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends 7zip file nsis squashfs-tools xz-utils zstd \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/cache/ldconfig/* /var/log/*
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx

# electron-builder for applications that bring none, pnpm and yarn, and electron-builder's tools where src/UvRelease.Electron/Building/BuildTools.cs looks for them.
# No file of them is for one processor, so they are loaded on the one that builds.
FROM --platform=$BUILDPLATFORM ${NODE} AS builder
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends 7zip ca-certificates \
 && rm -rf /var/lib/apt/lists/*
COPY tools/electron-builder/package.json tools/electron-builder/package-lock.json /opt/electron-builder/
RUN cd /opt/electron-builder && npm ci --ignore-scripts --no-audit --no-fund --cache /tmp/npm
COPY tools/electron-builder/toolsets.mjs tools/electron-builder/toolsets.json /toolsets/
ARG TOOLSETS=/toolsets/toolsets.json
ARG TOOLSETS_MIRROR=https://github.com/electron-userland/electron-builder-binaries/releases/download/
RUN NODE_USE_ENV_PROXY=1 node /toolsets/toolsets.mjs "$TOOLSETS" "$TOOLSETS_MIRROR" /opt/electron-tools
# Debian's makensis where electron-builder looks for its own: it runs on every processor, and knows where its stubs are.
RUN ln -s /usr/bin/makensis /opt/electron-tools/nsis/makensis
ARG SOURCE_DATE_EPOCH=0
RUN find /opt -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

# dump_syms and sentry-cli where upload-symbols looks for them (src/UvRelease.Crashes/Symbols/Making/CrashProgram.cs), for the image's processor: npm is told which,
# and nothing of the packages but programs and licences stays. minidump has no program for arm64.
FROM --platform=$BUILDPLATFORM ${NODE} AS crash-tools
ARG TARGETARCH
COPY tools/crash-tools/package.json tools/crash-tools/package-lock.json tools/crash-tools/.npmrc /opt/crash-tools/
RUN cd /opt/crash-tools \
 && npm ci --os=linux --cpu=$(echo "$TARGETARCH" | sed s/amd64/x64/) --libc=glibc --no-audit --no-fund --cache /tmp/npm \
 && find node_modules -type f ! -name LICENSE ! -name LICENSE.md ! -path "*/cli-linux-*/bin/sentry-cli" ! -path "*/bin/linux-$(echo "$TARGETARCH" | sed s/amd64/x64/)/dump_syms" -delete \
 && find node_modules -type d -empty -delete
ARG SOURCE_DATE_EPOCH=0
RUN find /opt -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

# Last, because GitHub builds without --target.
FROM base AS action
COPY --from=builder /opt /opt
COPY --from=crash-tools /opt /opt
RUN ln -s /opt/electron-builder/node_modules/.bin/pnpm /opt/electron-builder/node_modules/.bin/yarn /usr/local/bin/
COPY --from=build /app /app
ARG SOURCE=https://github.com/org/uv-release
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="uv-release" \
      org.opencontainers.image.description="Release steps for Electron apps, as GitHub actions" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
