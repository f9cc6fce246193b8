namespace UvRelease.Stores.GitHub;

/// <summary>What a file of a release is to the file that is wanted under its name.</summary>
internal enum AssetStanding
{
    /// <summary>There is none.</summary>
    Absent,

    /// <summary>The same bytes.</summary>
    Equal,

    /// <summary>As many bytes, and GitHub has no hash of them: they must be read.</summary>
    Unhashed,

    /// <summary>What a broken upload left, or what somebody is sending just now.</summary>
    Unfinished,

    /// <summary>Other bytes.</summary>
    Different,
}

/// <summary>Compares by what GitHub says.</summary>
internal static class AssetStandings
{
    private const string Algorithm = "sha256:";

    /// <summary>Compares.</summary>
    public static AssetStanding Of(HostedFile file, AssetFacts? asset) => asset switch
    {
        null => AssetStanding.Absent,
        { State: not "uploaded" } or { Size: 0 } => AssetStanding.Unfinished,
        _ when asset.Size != file.Size => AssetStanding.Different,
        { Digest: { } digest } when digest.StartsWith(Algorithm, StringComparison.Ordinal) =>
            digest[Algorithm.Length..] == file.Sha256 ? AssetStanding.Equal : AssetStanding.Different,
        _ => AssetStanding.Unhashed,
    };
}
