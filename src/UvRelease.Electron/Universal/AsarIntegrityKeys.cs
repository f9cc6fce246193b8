using System.Text;
using UvRelease.Formats.Asar;
using UvRelease.Formats.Plists;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>Writes <c>ElectronAsarIntegrity</c>, by which Electron finds that an archive was changed, into the Info.plist of the app.</summary>
internal static class AsarIntegrityKeys
{
    private const string Key = "ElectronAsarIntegrity";
    private const string Main = "Contents/Info.plist";

    /// <summary>
    /// Holds all Info.plist files of both apps against each other and writes the key into that of the app, and into others that had it.
    /// Everything else in them keeps its bytes.
    /// </summary>
    /// <returns>The archives and the SHA-256 of their headers.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: two differ in another key.</exception>
    public static IReadOnlyDictionary<string, string> Write(BundlePair pair, string bundle, UniversalOptions options)
    {
        if (pair.X64.GetValueOrDefault(Main)?.Kind != BundleKind.InfoPlist)
            throw new ReleaseException(Fault.Input, "The x64 app has no Contents/Info.plist. Give the path of a whole .app.");
        SortedDictionary<string, string> archives = Archives(bundle);
        GlobPattern? ignored = options.InfoPlistsToIgnore is { } pattern ? new GlobPattern(pattern) : null;
        foreach (BundleEntry entry in pair.X64.Values.Where(entry => entry.Kind == BundleKind.InfoPlist))
        {
            var x64 = PropertyListText.Read(pair.X64At(entry.Path), $"{entry.Path} of the x64 app");
            var arm64 = PropertyListText.Read(pair.Arm64At(entry.Path), $"{entry.Path} of the arm64 app");
            string[] different = [.. Values(x64).Except(Values(arm64)).Concat(Values(arm64).Except(Values(x64)))
                .Select(pair => pair.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (different.Length > 0)
                throw new ReleaseException(Fault.Input,
                    $"'{entry.Path}' must say the same in both apps, and differs in {string.Join(", ", different)}. Set these keys alike.");
            if (entry.Path == Main || (x64.Keys.Any(key => key.Name == Key) && ignored?.Matches(entry.Path) != true))
                File.WriteAllBytes(Path.Combine(bundle, entry.Path),
                    x64.With(Key, archives.Count == 0 ? null : (indentation, unit) => Dictionary(archives, indentation, unit)));
        }

        return archives;
    }

    private static IEnumerable<(string Name, PropertyListValue Value)> Values(PropertyListText list) =>
        list.Keys.Where(key => key.Name != Key).Select(key => (key.Name, key.Value));

    private static SortedDictionary<string, string> Archives(string bundle)
    {
        var archives = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string contents = Path.Combine(bundle, "Contents"), resources = Path.Combine(contents, "Resources");
        if (!Directory.Exists(resources))
            return archives;
        foreach (BundleEntry entry in BundleTree.Read(bundle).Values.Where(entry => entry.Kind == BundleKind.Archive
            && entry.Path.StartsWith("Contents/Resources/", StringComparison.Ordinal)))
        {
            using var archive = AsarArchive.Open(Path.Combine(bundle, entry.Path), entry.Path);
            archives.Add(entry.Path["Contents/".Length..], archive.HeaderHash);
        }

        return archives;
    }

    private static string Dictionary(SortedDictionary<string, string> archives, string indentation, string unit)
    {
        string inner = indentation + unit, innermost = inner + unit;
        var xml = new StringBuilder("<dict>");
        foreach ((string path, string hash) in archives)
        {
            xml.Append(inner).Append("<key>").Append(System.Security.SecurityElement.Escape(path)).Append("</key>").Append(inner).Append("<dict>");
            xml.Append(innermost).Append("<key>algorithm</key>").Append(innermost).Append("<string>SHA256</string>");
            xml.Append(innermost).Append("<key>hash</key>").Append(innermost).Append("<string>").Append(hash).Append("</string>");
            xml.Append(inner).Append("</dict>");
        }

        return xml.Append(indentation).Append("</dict>").ToString();
    }
}
