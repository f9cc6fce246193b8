using System.Text.Json;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Artifacts;

/// <summary>What artifacts of release fragments and files of releases have in common, as canonical JSON.</summary>
internal static class ArtifactJson
{
    /// <summary>Writes what is known of the bytes of a file: size, digests, block map.</summary>
    public static void WriteBytes(Utf8JsonWriter json, long size, string sha256, string sha512, ArtifactBlockmap? blockmap)
    {
        json.WriteNumber("size", size);
        json.WriteString("sha256", sha256);
        json.WriteString("sha512", sha512);
        if (blockmap is null)
        {
            json.WriteNull("blockmap");
            return;
        }

        json.WriteStartObject("blockmap");
        json.WriteString("form", blockmap.Form.Word());
        json.WriteString("path", blockmap.Path);
        json.WriteNumber("size", blockmap.Size);
        json.WriteEndObject();
    }

    /// <summary>Writes that an installer needs an administrator; nothing for all others, so that documents from before are the same.</summary>
    public static void WriteAdminRights(Utf8JsonWriter json, bool adminRights)
    {
        if (adminRights)
            json.WriteBoolean("adminRights", true);
    }

    /// <summary>Reads size and digests.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming the property.</exception>
    public static ArtifactHash ReadHash(JsonMapping at) =>
        new(at.Size("size"), at.Text("sha256", DocumentForms.Digest), at.Text("sha512", DocumentForms.Sha512));

    /// <summary>Reads a block map.</summary>
    /// <param name="at">The file that it is of.</param>
    /// <param name="pathProblem">Says what is wrong with the path of a map, or null.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming the property.</exception>
    public static ArtifactBlockmap? ReadBlockmap(JsonMapping at, Func<string, string?> pathProblem)
    {
        if (at.MappingOrNull("blockmap") is not { } map)
            return null;
        var blockmap = new ArtifactBlockmap(ReleaseWords.Form(map, "form"), map.TextOrNull("path", pathProblem), map.Size("size"));
        map.End();
        return (blockmap.Form == BlockmapForm.External) == (blockmap.Path is not null)
            ? blockmap
            : throw map.Wrong("path", blockmap.Path is null ? "is null, and an external block map is in a file."
                : "is given, and an embedded block map has no file.");
    }
}
