using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Reports;

/// <summary>Errors of JavaScript as JSON documents (<c>schema/js-error.schema.json</c>).</summary>
public static class JavaScriptErrorJson
{
    /// <summary>The most bytes of a document: what the longest texts take when every character is escaped.</summary>
    public const int MostBytes = 1 << 20;

    private const int LongestName = 200, LongestFile = 2_000, LongestMessage = 8_000, LongestStack = 64_000, MostScripts = 100;

    private static readonly string[] Processes = ["browser", "renderer", "worker", "service-worker", "utility"];
    private static readonly string[] Platforms = ["linux", "win32", "darwin"];
    private static readonly string[] Processors = ["x64", "arm64", "ia32", "arm"];

    /// <summary>Reads a document, strictly. Half of a surrogate pair, which texts of JavaScript may have, becomes U+FFFD.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is too long, or not as its schema says.</exception>
    public static JavaScriptError Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length > MostBytes)
            throw new ReleaseException(Fault.Input, $"{name} has {bytes.Length} bytes, and an error may have {MostBytes}. Cut its stack.") { File = name };
        var root = JsonMapping.Parse(LoneSurrogates.Replaced(bytes.ToArray()), name);
        var error = new JavaScriptError(
            root.Text("schema", text => text == JavaScriptError.Format ? null : $"is '{text}', and this version reads {JavaScriptError.Format}."),
            root.Text("app", DocumentForms.Name),
            root.Text("version", ReportForms.Version),
            root.Text("channel", DocumentForms.Name),
            root.Text("process", text => OneOf(text, Processes)),
            root.Text("platform", text => OneOf(text, Platforms)),
            root.Text("arch", text => OneOf(text, Processors)),
            root.TextOrNull("electron", ReportForms.Version),
            root.TextOrNull("device", ReportForms.Device),
            root.Flag("startup"),
            root.Text("name", text => ReportForms.AtMost(text, LongestName)),
            root.Text("message", text => ReportForms.AtMost(text, LongestMessage)),
            root.Text("stack", text => ReportForms.AtMost(text, LongestStack)),
            Scripts(root));
        root.End();
        return error;
    }

    /// <summary>Writes a document.</summary>
    public static byte[] Write(JavaScriptError error) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", error.Schema);
        json.WriteString("app", error.App);
        json.WriteString("version", error.Version);
        json.WriteString("channel", error.Channel);
        json.WriteString("process", error.Process);
        json.WriteString("platform", error.Platform);
        json.WriteString("arch", error.Arch);
        json.WriteString("electron", error.Electron);
        json.WriteString("device", error.Device);
        json.WriteBoolean("startup", error.Startup);
        json.WriteString("name", error.Name);
        json.WriteString("message", error.Message);
        json.WriteString("stack", error.Stack);
        json.WriteList("debugIds", error.DebugIds, script =>
        {
            json.WriteString("file", script.File);
            json.WriteString("id", script.Id);
        });
    });

    private static ScriptDebugId[] Scripts(JsonMapping root)
    {
        IReadOnlyList<JsonMapping> items = root.Mappings("debugIds");
        if (items.Count > MostScripts)
            throw root.Wrong("debugIds", $"has {items.Count} scripts, and may have {MostScripts}.");
        var files = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. items.Select(item =>
            {
                var script = new ScriptDebugId(
                    item.Text("file", text => ReportForms.AtMost(text, LongestFile) ?? (files.Add(text) ? null : "is there twice.")),
                    item.Text("id", text => Guid.TryParseExact(text, "D", out Guid id) && id.ToString("D") == text ? null
                        : "must be a UUID in lower case, with hyphens."));
                item.End();
                return script;
            }),
        ];
    }

    private static string? OneOf(string text, string[] known) =>
        known.Contains(text, StringComparer.Ordinal) ? null : $"must be one of {string.Join(", ", known)}.";
}
