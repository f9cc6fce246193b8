using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace UvRelease.Tests.Portable.Installing;

/// <summary>What an installation says of itself is JSON, and true.</summary>
internal static class InstallJsonSpecs
{
    /// <summary>Every file of the metadata is there with its sum, and every file of the root is in the metadata.</summary>
    public static void Check(string root)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "install-metadata.json")));
        Assert.Equal("uv-release/install/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(root, json.RootElement.GetProperty("root").GetString());
        (string Kind, string Path, string Sum)[] files = [.. json.RootElement.GetProperty("files").EnumerateArray()
            .Select(file => (file.GetProperty("kind").GetString()!, Path.Combine(root, file.GetProperty("path").GetString()!),
                file.GetProperty("sha256").GetString()!))];
        foreach ((string kind, string path, string sum) in files.Where(file => !file.Kind.EndsWith("block", StringComparison.Ordinal) && file.Kind != "user-path"))
            Assert.Equal((kind, path, sum), (kind, path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))));
        string[] own = ["current", "previous", "install-metadata.json"];
        Assert.Equal(files.Select(file => file.Path).Where(path => path.StartsWith(root + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Directory.GetFiles(root, "*", SearchOption.AllDirectories).Except(own.Select(name => Path.Combine(root, name)), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal));
    }
}
