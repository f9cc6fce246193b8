using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using UvRelease.Electron.Asar;
using UvRelease.Formats.Asar;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>
/// Writes the small app.asar that starts the code for the processor it runs on, as @electron/universal has one: a script, and the app's package.json with
/// the script as its <c>main</c>.
/// </summary>
internal static class EntryArchive
{
    private const int LargestManifest = 4 * 1024 * 1024;

    /// <summary>Writes it.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="manifest">package.json of the app for x64; null where there is none.</param>
    /// <param name="form">What is loaded: <c>asar</c> or <c>folder</c>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static void Write(string path, AsarContent? manifest, string form, CancellationToken cancellationToken)
    {
        if (manifest is null || manifest.Length > LargestManifest)
            throw new ReleaseException(Fault.Input, "The code of the x64 app has no package.json, or one larger than 4 MiB. Pack the whole app.");
        byte[] json = new byte[manifest.Length];
        using (SafeFileHandle file = File.OpenHandle(manifest.Path))
            manifest.Read(file, 0, json);
        using var stage = StagingFolder.Beside(path);
        (string text, string main) = Manifest(json);
        string script = stage.At(main), package = stage.At("package.json");
        File.WriteAllText(script, Script(form));
        File.WriteAllText(package, text);
        AsarItem[] items =
        [
            new(new AsarEntry(main, AsarEntryKind.File), AsarContent.Of(script)),
            new(new AsarEntry("package.json", AsarEntryKind.File), AsarContent.Of(package)),
        ];
        AsarWriter.Write(path, items, cancellationToken);
    }

    /// <summary>package.json with the script as its main; in a package of ES modules the script's name says that it is none.</summary>
    internal static (string Text, string Main) Manifest(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 200 });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new JsonException("It is no object.");
            string main = root.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() == "module"
                ? "index.cjs" : "index.js";
            var members = root.EnumerateObject().Where(member => member.Name != "main").Select(member => (member.Name, Value: member.Value)).ToList();
            int place = root.EnumerateObject().TakeWhile(member => member.Name != "main").Count();
            var text = new StringBuilder("{");
            for (int i = 0; i <= members.Count; i++)
            {
                if (i == place)
                {
                    text.Append(text.Length > 1 ? "," : "").Append("\"main\":");
                    JsonString.Append(text, main);
                }

                if (i == members.Count)
                    break;
                text.Append(text.Length > 1 ? "," : "");
                JsonString.Append(text, members[i].Name);
                Append(text.Append(':'), members[i].Value);
            }

            return (text.Append("}\n").ToString(), main);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ReleaseException(Fault.Input, $"package.json of the x64 app is no JSON: {e.Message}", e);
        }
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        string separator = "";
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    JsonString.Append(text.Append(separator), member.Name);
                    Append(text.Append(':'), member.Value);
                    separator = ",";
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Append(text.Append(separator), item);
                    separator = ",";
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                JsonString.Append(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    // Electron names the app by the path of what it loaded first; setAppPath corrects that. process._archPath is where @electron/universal leaves it.
    private static string Script(string form) => $$"""
        'use strict';

        const { app } = require('electron');
        const path = require('path');

        const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
        const code = `app-${arch}{{(form == "asar" ? ".asar" : "")}}`;
        const loaded = app.getAppPath();
        if (['app', 'app.asar'].includes(path.basename(loaded))) app.setAppPath(path.join(path.dirname(loaded), code));
        process._archPath = require.resolve(`../${code}`);
        require(process._archPath);

        """;
}
