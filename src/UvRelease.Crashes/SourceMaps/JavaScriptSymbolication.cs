using UvRelease.Crashes.Reports;
using UvRelease.Releases;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>Errors of JavaScript, as their sources have them.</summary>
public static class JavaScriptSymbolication
{
    private const int ContextLines = 3, LongestLine = 200;

    /// <summary>
    /// Finds where the calls of an error came from. A call without a map stays as V8 wrote it. The name of a function is what it was called by in the call
    /// below it: the name at its own place is that of what is called there.
    /// </summary>
    /// <param name="error">The error.</param>
    /// <param name="maps">The maps of the version that it is from.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a map that is needed is none.</exception>
    public static CrashReport Symbolicate(JavaScriptError error, ISourceMaps maps)
    {
        var ids = error.DebugIds.ToDictionary(script => script.File, script => Guid.Parse(script.Id), StringComparer.Ordinal);
        Call[] calls = [.. V8Stack.Read(error.Stack, error.Message).Select(frame => Call.Of(frame, ids, maps))];
        StackFrame[] frames = [.. calls.Select((call, index) => call.Frame(index + 1 < calls.Length ? calls[index + 1] : null))];
        return new CrashReport
        {
            Kind = CrashKind.JavaScript,
            OperatingSystem = error.Platform switch { "win32" => "windows", "darwin" => "mac", _ => error.Platform },
            Processor = error.Arch switch { "x64" => "amd64", "ia32" => "x86", _ => error.Arch },
            Reason = error.Name,
            Message = error.Message,
            CrashedThread = 0,
            Threads = [new CrashThread(0, error.Process, frames)],
            Annotations = new SortedDictionary<string, string>(Annotations(error).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Annotations(JavaScriptError error)
    {
        yield return new("app", error.App);
        yield return new("channel", error.Channel);
        yield return new("process", error.Process);
        yield return new("version", error.Version);
        if (error.Electron is { } electron)
            yield return new("electron", electron);
    }

    private sealed record Call(V8Frame Written, SourceMap? Map, OriginalPosition? Place)
    {
        public static Call Of(V8Frame frame, Dictionary<string, Guid> ids, ISourceMaps maps)
        {
            if (frame is not { Script: { } script, Line: { } line, Column: { } column })
                return new Call(frame, null, null);
            SourceMap? map = maps.Find(script, ids.TryGetValue(script, out Guid id) ? id : null);
            return new Call(frame, map, map?.Find(line - 1, column - 1));
        }

        public StackFrame Frame(Call? caller)
        {
            var frame = new StackFrame
            {
                Module = Written.Script,
                Function = Function(Place is null ? null : caller?.NameOfCalled(Written.IsConstructor)),
                File = Written.Script,
                Line = Written.Line,
                Column = Written.Column,
                ModuleOffset = Written.WasmOffset,
                Trust = FrameTrust.Context,
            };
            return Place is null ? frame
                : frame with { File = Place.Source ?? Written.Script, Line = Place.Line + 1, Column = Place.Column + 1, Context = Context(Place) };
        }

        private string? NameOfCalled(bool isConstructor)
        {
            // Where something asynchronous goes on, nothing is called. A name that begins before is that of something else.
            if (Written.IsAsync || Place is null)
                return null;
            if (Place is { IsExact: true, Name: { } name })
                return name;
            const int Behind = 4; // "new "
            return isConstructor && Map!.Find(Written.Line!.Value - 1, Written.Column!.Value - 1 + Behind) is { IsExact: true, Name: { } type } ? type : null;
        }

        private string? Function(string? called)
        {
            string? written = Written.Function;
            if ((called ?? written) is not { } name)
                return null;

            // Cart.total says more than total.
            if (called is not null && written is not null && (written == called || written.EndsWith("." + called, StringComparison.Ordinal)))
                name = written;
            return (Written.IsAsync ? "async " : "") + (Written.IsConstructor ? "new " : "") + name;
        }

        private SourceContext? Context(OriginalPosition place)
        {
            if (Map!.ContentOf(place) is not { } content)
                return null;
            string[] lines = content.Split('\n');
            int first = Math.Max(0, place.Line - ContextLines), end = Math.Min(lines.Length, place.Line + ContextLines + 1);
            return place.Line >= lines.Length ? null : new SourceContext(first + 1, [.. lines[first..end].Select(Cut)]);
        }

        private static string Cut(string line) => line.TrimEnd('\r') is var whole && whole.Length <= LongestLine ? whole : whole[..LongestLine] + "…";
    }
}
