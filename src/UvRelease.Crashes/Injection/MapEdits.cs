using System.Text;
using System.Text.Json;
using UvRelease.Crashes.SourceMaps;

namespace UvRelease.Crashes.Injection;

/// <summary>A change of a file: bytes between two places become others.</summary>
/// <param name="From">The first place.</param>
/// <param name="To">Place behind the last byte that goes.</param>
/// <param name="Text">What comes instead.</param>
internal readonly record struct Edit(int From, int To, byte[] Text);

/// <summary>Code that is put into a line of a script.</summary>
/// <param name="Line">The line, from 0.</param>
/// <param name="Column">The column that it begins at, from 0.</param>
/// <param name="Length">Its UTF-16 units; 0 changes nothing.</param>
internal readonly record struct CodeInsertion(int Line, int Column, int Length);

/// <summary>
/// Finds what must change in a source map when code is put into its script, and when it gets a debug id. Everything else keeps its bytes. In <c>mappings</c>
/// it is one number: that of the first segment behind the code, for the others of the line are relative to it.
/// </summary>
internal sealed class MapEdits
{
    private static readonly string[] IdNames = ["debugId", "debug_id"];

    private readonly List<Edit> edits = [];
    private readonly Guid id;

    private MapEdits(Guid id) => this.id = id;

    /// <summary>Finds them.</summary>
    /// <param name="map">A source map that could be read.</param>
    /// <param name="insertion">The code.</param>
    /// <param name="id">The debug id.</param>
    /// <returns>The changes, in the order of their places.</returns>
    public static IReadOnlyList<Edit> Find(ReadOnlySpan<byte> map, CodeInsertion insertion, Guid id) => new MapEdits(id).Find(map, insertion);

    private IReadOnlyList<Edit> Find(ReadOnlySpan<byte> map, CodeInsertion insertion)
    {
        int start = Math.Max(0, map.IndexOf((byte)'{'));
        var json = new Utf8JsonReader(map[start..]);
        json.Read();
        ReadMap(ref json, start, insertion, isRoot: true);
        return [.. edits.OrderBy(edit => edit.From)];
    }

    private void ReadMap(ref Utf8JsonReader json, int start, CodeInsertion at, bool isRoot)
    {
        var missing = new List<string>(isRoot ? IdNames : []);
        bool isEmpty = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            string name = JsonTexts.Name(json);
            json.Read();
            if (name == "mappings" && json.TokenType == JsonTokenType.String)
                ShiftMappings(json, start, at);
            else if (name == "sections" && isRoot && json.TokenType == JsonTokenType.StartArray)
                ReadSections(ref json, start, at);
            else if (isRoot && missing.Remove(name))
                Replace(json, start, $"\"{id:D}\"");
            json.Skip();
        }

        if (missing.Count > 0)
        {
            int end = start + (int)json.TokenStartIndex;
            string text = string.Join(',', missing.Select(name => $"\"{name}\":\"{id:D}\""));
            edits.Add(new Edit(end, end, Encoding.UTF8.GetBytes(isEmpty ? text : "," + text)));
        }
    }

    private void ReadSections(ref Utf8JsonReader json, int start, CodeInsertion at)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            // The offset may stand behind the map.
            Utf8JsonReader ahead = json;
            (int line, int column) = ShiftOffset(ref ahead, start, at);
            var inside = new CodeInsertion(at.Line - line, at.Line == line ? at.Column - column : at.Column, at.Length);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isMap = JsonTexts.Name(json) == "map";
                json.Read();
                if (isMap && json.TokenType == JsonTokenType.StartObject && inside is { Line: >= 0, Column: >= 0 })
                    ReadMap(ref json, start, inside, isRoot: false);
                json.Skip();
            }
        }
    }

    // Reads a section's offset. One in the line of the code and behind it moves, and its map with it.
    private (int Line, int Column) ShiftOffset(ref Utf8JsonReader json, int start, CodeInsertion at)
    {
        int line = 0, column = 0;
        Utf8JsonReader number = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isOffset = JsonTexts.Name(json) == "offset";
            json.Read();
            isOffset &= json.TokenType == JsonTokenType.StartObject;
            while (isOffset && json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = JsonTexts.Name(json);
                json.Read();
                bool isNumber = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out _);
                (line, column) = (isNumber && name == "line" ? json.GetInt32() : line, isNumber && name == "column" ? json.GetInt32() : column);
                number = isNumber && name == "column" ? json : number;
                json.Skip();
            }

            json.Skip();
        }

        if (line != at.Line || column < at.Column || at.Length == 0 || number.TokenType != JsonTokenType.Number)
            return (line, column);
        Replace(number, start, $"{column + at.Length}");
        return (line, int.MaxValue);
    }

    private void ShiftMappings(Utf8JsonReader json, int start, CodeInsertion at)
    {
        byte[]? unescaped = json.ValueIsEscaped ? JsonTexts.Bytes(json) : null;
        List<Edit> shifts = Shifts(unescaped ?? json.ValueSpan, at);
        int place = start + (int)json.TokenStartIndex + 1;
        if (unescaped is null)
            edits.AddRange(shifts.Select(shift => shift with { From = place + shift.From, To = place + shift.To }));
        else if (shifts.Count > 0)
            edits.Add(new Edit(place, place + json.ValueSpan.Length, Apply(unescaped, shifts)));
    }

    // Places move, differences change only where one of two neighbours moves and the other does not.
    private static List<Edit> Shifts(ReadOnlySpan<byte> mappings, CodeInsertion at)
    {
        var shifts = new List<Edit>();
        var cursor = new MappingCursor(mappings);
        (int before, int moved) = (0, 0);
        for (int from = 0; at.Length > 0 && cursor.Next() && cursor.Current.Line <= at.Line; from = cursor.Current.At)
        {
            if (cursor.Current.Line < at.Line || cursor.Current.Fields == 0)
                continue;
            int column = cursor.Current.Column, shifted = column >= at.Column ? column + at.Length : column;
            while (mappings[from] == ',')
                from++;
            if (shifted - moved != column - before)
                shifts.Add(new Edit(from, from + Vlq.Length(mappings[from..]), Vlq.Write(shifted - moved)));
            (before, moved) = (column, shifted);
        }

        return shifts;
    }

    private void Replace(Utf8JsonReader json, int start, string text)
    {
        int from = start + (int)json.TokenStartIndex;
        json.Skip();
        edits.Add(new Edit(from, start + (int)json.BytesConsumed, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Makes changes.</summary>
    /// <param name="bytes">What is changed.</param>
    /// <param name="edits">The changes, in the order of their places.</param>
    public static byte[] Apply(ReadOnlySpan<byte> bytes, IReadOnlyList<Edit> edits)
    {
        byte[] changed = new byte[bytes.Length + edits.Sum(edit => edit.Text.Length - (edit.To - edit.From))];
        (int from, int to) = (0, 0);
        foreach (Edit edit in edits)
        {
            bytes[from..edit.From].CopyTo(changed.AsSpan(to));
            to += edit.From - from;
            edit.Text.CopyTo(changed.AsSpan(to));
            (from, to) = (edit.To, to + edit.Text.Length);
        }

        bytes[from..].CopyTo(changed.AsSpan(to));
        return changed;
    }
}
