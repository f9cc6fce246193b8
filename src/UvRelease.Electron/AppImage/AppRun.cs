namespace UvRelease.Electron.AppImage;

/// <summary>The program that the runtime starts.</summary>
internal static class AppRun
{
    /// <summary>
    /// A script that does what electron-builder's does: paths of the AppDir first, <c>--no-sandbox</c> where the kernel gives users no namespaces,
    /// and no start of the app when the updater only wants the new file tried (<c>APPIMAGE_EXIT_AFTER_INSTALL</c>).
    /// </summary>
    /// <param name="executable">Name of the app's program, without a character that means something to a shell.</param>
    public static string Script(string executable) => $$"""
        #!/bin/sh
        set -e
        if [ -z "$APPDIR" ]; then
          APPDIR="$(dirname "$(readlink -f "$0")")"
        fi
        export APPDIR
        export PATH="$APPDIR:$APPDIR/usr/sbin${PATH:+:$PATH}"
        export XDG_DATA_DIRS="$APPDIR/usr/share/${XDG_DATA_DIRS:+:$XDG_DATA_DIRS}:/usr/share/gnome:/usr/local/share/:/usr/share/"
        export LD_LIBRARY_PATH="$APPDIR/usr/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
        export GSETTINGS_SCHEMA_DIR="$APPDIR/usr/share/glib-2.0/schemas${GSETTINGS_SCHEMA_DIR:+:$GSETTINGS_SCHEMA_DIR}"
        if [ -n "$APPIMAGE_EXIT_AFTER_INSTALL" ]; then
          exit 0
        fi
        for argument in "$@"; do
          if [ "$argument" = --no-sandbox ]; then
            exec "$APPDIR/{{executable}}" "$@"
          fi
        done
        if unshare -Ur true 2>/dev/null; then
          exec "$APPDIR/{{executable}}" "$@"
        fi
        exec "$APPDIR/{{executable}}" --no-sandbox "$@"

        """;
}
