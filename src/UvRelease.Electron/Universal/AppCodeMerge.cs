using UvRelease.Formats.Asar;
using UvRelease.Posix;

namespace UvRelease.Electron.Universal;

/// <summary>Joins the code of the app: an archive, or a folder. The bundle was written from the x64 app, with its programs joined.</summary>
internal sealed class AppCodeMerge(BundlePair pair, string bundle, UniversalOptions options, CancellationToken cancellationToken)
{
    private const string Resources = "Contents/Resources";
    private static readonly string[] Extensions = ["", ".unpacked"];

    /// <summary>Writes it.</summary>
    public UniversalAppCode Write() => !pair.HasArchive ? Folder() : options.MergeAsars ? Merged() : Archive();

    private UniversalAppCode Merged()
    {
        using var x64 = AsarArchive.Open(pair.X64At(BundlePair.AppArchive), "app.asar of the x64 app");
        using var arm64 = AsarArchive.Open(pair.Arm64At(BundlePair.AppArchive), "app.asar of the arm64 app");
        bool equal = pair.AreEqual(BundlePair.AppArchive);
        // The header has the sizes of unpacked files too, and programs among them were joined.
        if (equal && !x64.Entries.Any(entry => entry.IsUnpacked))
            return UniversalAppCode.Kept;
        new AsarMerge(x64, arm64, At(BundlePair.AppArchive), options.SingleArchFiles, cancellationToken).Write();
        return equal ? UniversalAppCode.Kept : UniversalAppCode.Merged;
    }

    private UniversalAppCode Archive()
    {
        if (pair.AreEqual(BundlePair.AppArchive))
            return UniversalAppCode.Kept;
        foreach (string extension in Extensions)
        {
            if (Path.Exists(At(BundlePair.AppArchive + extension)))
                Directory.Move(At(BundlePair.AppArchive + extension), At($"{Resources}/app-x64.asar{extension}"));
            Copy(BundlePair.AppArchive + extension, $"{Resources}/app-arm64.asar{extension}");
        }

        using var x64 = AsarArchive.Open(At($"{Resources}/app-x64.asar"), "app.asar of the x64 app");
        AsarEntry? manifest = x64.Entries.FirstOrDefault(entry => entry is { Path: "package.json", Kind: AsarEntryKind.File });
        EntryArchive.Write(At(BundlePair.AppArchive), manifest is null ? null : x64.Content(manifest), "asar", cancellationToken);
        return UniversalAppCode.Split;
    }

    private UniversalAppCode Folder()
    {
        string prefix = BundlePair.AppFolder + "/";
        BundleEntry[] here = [.. pair.X64.Values.Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal))],
            there = [.. pair.Arm64.Values.Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal))];
        // Programs were joined or are the same by rule; plain files were compared already.
        bool same = here.Select(entry => (entry.Path, entry.Kind, entry.Target)).SequenceEqual(there.Select(entry => (entry.Path, entry.Kind, entry.Target)))
            && !pair.Different([.. here.Where(entry => entry.Kind is BundleKind.Archive or BundleKind.Snapshot or BundleKind.InfoPlist)], cancellationToken)
                .Any();
        if (same)
            return UniversalAppCode.Kept;
        Directory.Move(At(BundlePair.AppFolder), At($"{Resources}/app-x64"));
        Copy(BundlePair.AppFolder, $"{Resources}/app-arm64");
        string manifest = pair.X64At($"{BundlePair.AppFolder}/package.json");
        EntryArchive.Write(At(BundlePair.AppArchive), File.Exists(manifest) ? AsarContent.Of(manifest) : null, "folder", cancellationToken);
        return UniversalAppCode.Split;
    }

    /// <summary>Copies a file or folder of the app for arm64, links and modes kept.</summary>
    private void Copy(string from, string to)
    {
        foreach (BundleEntry entry in pair.Arm64.Values.Where(entry => entry.Path == from || entry.Path.StartsWith(from + "/", StringComparison.Ordinal)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string target = At(to + entry.Path[from.Length..]);
            if (entry.Kind == BundleKind.Folder)
                Directory.CreateDirectory(target);
            else if (entry.Kind == BundleKind.Link)
                File.CreateSymbolicLink(target, entry.Target);
            else
                File.Copy(pair.Arm64At(entry.Path), target);
            if (entry.Kind != BundleKind.Link)
                FileStatus.SetMode(target, entry.Mode);
        }
    }

    private string At(string path) => Path.Combine(bundle, path);
}
