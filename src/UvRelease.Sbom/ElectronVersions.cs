using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;

namespace UvRelease.Sbom;

/// <summary>Versions that stand as texts in the programs of Electron: Chromium's, that of V8, and that of Node.js.</summary>
internal static partial class ElectronVersions
{
    private const int Block = 4 << 20, Overlap = 256;

    /// <summary>Reads them; nothing for what is not there, or there in several versions.</summary>
    public static IReadOnlyList<SbomComponent> Read(IEnumerable<string> programs, string root, string? electron, CancellationToken cancellationToken)
    {
        HashSet<string> chromium = [], v8 = [], node = [];
        byte[] buffer = new byte[Block + Overlap];
        foreach (string program in programs)
        {
            using SafeFileHandle file = RegularFile.OpenBelow(root, program);
            for (long at = 0; at < RandomAccess.GetLength(file); at += Block)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = RandomAccess.Read(file, buffer, at);
                string text = Encoding.Latin1.GetString(buffer, 0, read);
                Collect(Chromium(), text, chromium);
                Collect(V8(), text, v8);
                Collect(Node(), text, node);
            }
        }

        SbomComponent?[] found =
        [
            electron is null ? null : new(SbomKind.Framework, "electron", electron)
            {
                Purl = $"pkg:npm/electron@{Uri.EscapeDataString(electron)}",
                Cpe = $"cpe:2.3:a:electronjs:electron:{electron}:*:*:*:*:*:*:*",
                Licence = "MIT",
            },
            Of("chromium", chromium, "google:chrome", "BSD-3-Clause"), Of("v8", v8, null, "BSD-3-Clause"), Of("node", node, "nodejs:node.js", "MIT"),
        ];
        return [.. found.OfType<SbomComponent>()];
    }

    private static void Collect(Regex form, string text, HashSet<string> found)
    {
        foreach (Match match in form.Matches(text))
            found.Add(match.Groups["version"].Value);
    }

    private static SbomComponent? Of(string name, HashSet<string> versions, string? cpe, string licence) => versions.Count != 1 ? null
        : new SbomComponent(SbomKind.Framework, name, versions.Single())
        {
            Purl = $"pkg:generic/{name}@{versions.Single()}",
            Cpe = cpe is null ? null : $"cpe:2.3:a:{cpe}:{versions.Single()}:*:*:*:*:*:*:*",
            Licence = licence,
        };

    [GeneratedRegex(@"Chrome/(?<version>[0-9]{2,4}\.[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Chromium();

    [GeneratedRegex(@"(?<version>[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,4}\.[0-9]{1,4})-electron\.[0-9]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex V8();

    // NODE_VERSION, a text of its own between zeros.
    [GeneratedRegex(@"\0v(?<version>[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})\0", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Node();
}
