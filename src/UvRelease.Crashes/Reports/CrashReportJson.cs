using System.Text.Json;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Reports;

/// <summary>Writes crash reports as JSON documents.</summary>
public static class CrashReportJson
{
    /// <summary>The document in canonical JSON.</summary>
    public static byte[] Write(CrashReport report)
    {
        var document = CrashReportDocument.Of(report);
        return CanonicalJson.Write(json =>
        {
            json.WriteString("schema", document.Schema);
            json.WriteString("kind", document.Kind);
            json.WriteString("operatingSystem", document.OperatingSystem);
            json.WriteString("processor", document.Processor);
            json.WriteString("reason", document.Reason);
            json.WriteString("message", document.Message);
            json.WriteString("address", document.Address);
            Number(json, "crashedThread", document.CrashedThread);
            json.WriteList("threads", document.Threads, thread => Thread(json, thread));
            json.WriteList("modules", document.Modules, module => Module(json, module));
            json.WriteList("annotations", document.Annotations, annotation =>
            {
                json.WriteString("name", annotation.Name);
                json.WriteString("value", annotation.Value);
            });
        });
    }

    private static void Thread(Utf8JsonWriter json, ThreadDocument thread)
    {
        json.WriteNumber("id", thread.Id);
        json.WriteString("name", thread.Name);
        json.WriteList("frames", thread.Frames, frame =>
        {
            json.WriteString("module", frame.Module);
            json.WriteString("function", frame.Function);
            json.WriteString("file", frame.File);
            Number(json, "line", frame.Line);
            Number(json, "column", frame.Column);
            if (frame.Context is { } context)
            {
                json.WriteStartObject("context");
                json.WriteNumber("first", context.First);
                json.WriteTexts("lines", context.Lines);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("context");
            }

            json.WriteString("address", frame.Address);
            json.WriteString("moduleOffset", frame.ModuleOffset);
            json.WriteString("trust", frame.Trust);
        });
    }

    private static void Module(Utf8JsonWriter json, ModuleDocument module)
    {
        json.WriteString("file", module.File);
        json.WriteString("codeId", module.CodeId);
        json.WriteString("debugFile", module.DebugFile);
        json.WriteString("debugId", module.DebugId);
        json.WriteString("version", module.Version);
        json.WriteString("base", module.Base);
        json.WriteNumber("size", module.Size);
        if (module.HasSymbols is { } has)
            json.WriteBoolean("hasSymbols", has);
        else
            json.WriteNull("hasSymbols");
    }

    private static void Number(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
