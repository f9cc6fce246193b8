using System.Text.Json.Serialization;

namespace UvRelease.Crashes.Reports;

/// <summary>
/// An error of JavaScript, as the client template sends it after consent (<c>schema/js-error.schema.json</c>). Its texts come from the user's machine:
/// they are untrusted, and not redacted here.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app, as the configuration has it.</param>
/// <param name="Version">The app's version.</param>
/// <param name="Channel">The channel that it was installed from.</param>
/// <param name="Process">Electron's <c>process.type</c>: <c>browser</c>, <c>renderer</c>, <c>worker</c>, <c>service-worker</c> or <c>utility</c>.</param>
/// <param name="Platform">Node's <c>process.platform</c>: <c>linux</c>, <c>win32</c> or <c>darwin</c>.</param>
/// <param name="Arch">Node's <c>process.arch</c>: <c>x64</c>, <c>arm64</c>, <c>ia32</c> or <c>arm</c>.</param>
/// <param name="Electron">Electron's version; null in a program of Node alone.</param>
/// <param name="Device">A random id of the device that holds for one day: 32 lower-case hexadecimal digits; null where devices are not counted.</param>
/// <param name="Startup">Whether the app was not up yet.</param>
/// <param name="Name">The error's <c>name</c>, such as <c>TypeError</c>.</param>
/// <param name="Message">The error's <c>message</c>; may be empty.</param>
/// <param name="Stack">The error's <c>stack</c>, as V8 writes it; empty where it had none.</param>
/// <param name="DebugIds">The debug ids of the scripts in the stack that have one, each script once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record JavaScriptError(
    string Schema,
    string App,
    string Version,
    string Channel,
    string Process,
    string Platform,
    string Arch,
    string? Electron,
    string? Device,
    bool Startup,
    string Name,
    string Message,
    string Stack,
    IReadOnlyList<ScriptDebugId> DebugIds)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/js-error/1";
}

/// <summary>Names the source map of a script.</summary>
/// <param name="File">The script, as the stack names it.</param>
/// <param name="Id">Its debug id: a UUID in lower case, with hyphens.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScriptDebugId(string File, string Id);
