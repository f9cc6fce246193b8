using System.Globalization;
using System.Text;
using System.Xml;
using UvRelease.Releases;

namespace UvRelease.Formats.Plists;

/// <summary>A place in a text, both counted from 1.</summary>
internal readonly record struct TextPlace(int Line, int Column);

/// <summary>
/// Reads the values of an XML property list. The document type is not read, nothing it names is fetched, and entities other than XML's own are refused.
/// </summary>
internal sealed class XmlPropertyListReader : IDisposable
{
    private const string UidKey = "CF$UID";
    private readonly CheckedReader input;
    private readonly PropertyListLimits limits;
    private readonly XmlReader reader;
    private int values;

    /// <summary>Reads bytes, in the encoding that they name.</summary>
    public XmlPropertyListReader(CheckedReader input, Stream stream, PropertyListLimits limits)
        : this(input, settings => XmlReader.Create(stream, settings), limits)
    {
    }

    /// <summary>Reads a text.</summary>
    public XmlPropertyListReader(CheckedReader input, TextReader text, PropertyListLimits limits)
        : this(input, settings => XmlReader.Create(text, settings), limits)
    {
    }

    private XmlPropertyListReader(CheckedReader input, Func<XmlReaderSettings, XmlReader> open, PropertyListLimits limits)
    {
        (this.input, this.limits) = (input, limits);
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true
        };
        try
        {
            reader = open(settings);
        }
        catch (XmlException e)
        {
            throw Damaged(e);
        }
    }

    /// <summary>Place of the name of the element that was read last, or of its end.</summary>
    public TextPlace Place => new(Math.Max(1, ((IXmlLineInfo)reader).LineNumber), Math.Max(1, ((IXmlLineInfo)reader).LinePosition));

    /// <summary>True for an element without an end of its own.</summary>
    public bool IsEmpty => reader.IsEmptyElement;

    /// <summary>Name of the element.</summary>
    public string Element => reader.Name;

    /// <summary>Goes to the outermost value.</summary>
    public void Open()
    {
        if (!Next() || reader.Name != "plist")
            throw Bad("the text", "does not begin with <plist>");
        if (reader.IsEmptyElement || !Next() || reader.NodeType != XmlNodeType.Element)
            throw Bad("<plist>", "has no value");
    }

    /// <summary>Reads what is behind the outermost value: nothing.</summary>
    public void Close()
    {
        if (!Next() || reader.NodeType != XmlNodeType.EndElement)
            throw Bad("<plist>", "has more than one value");
        while (Next())
        {
            // What is behind must be XML too, and XML has one outermost element.
        }
    }

    /// <summary>The value whose element was come to; afterwards the reader is at its end.</summary>
    /// <param name="keyRead">Gets each key of a dictionary, its place and value, when the reader is at the value's end; not those of dictionaries
    /// in it.</param>
    public PropertyListValue Value(Action<string, TextPlace, PropertyListValue>? keyRead = null) => Value("the outermost value", 1, keyRead);

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private PropertyListValue Value(string field, int depth, Action<string, TextPlace, PropertyListValue>? keyRead = null)
    {
        if (++values > limits.Values)
            throw Bad(field, $"is one more than the {limits.Values} values that are allowed");
        if (depth > limits.Depth && reader.Name is "dict" or "array")
            throw Bad(field, $"is nested deeper than {limits.Depth}");
        TextPlace place = Place;
        switch (reader.Name)
        {
            case "dict":
                return Dictionary(field, depth, keyRead);
            case "array":
                var items = new List<PropertyListValue>();
                for (bool more = !reader.IsEmptyElement; more && Inside();)
                    items.Add(Value($"value {items.Count + 1} of an array", depth + 1));
                return new PropertyListValue.Array(items);
            case "string":
                return new PropertyListValue.Text(Content());
            case "integer":
                return Integer(Content().Trim()) is { } integer ? new PropertyListValue.Integer(integer)
                    : throw Bad(place, field, "is no integer from -2^63 to 2^64 - 1");
            case "real":
                return Real(Content().Trim()) is { } real ? new PropertyListValue.Real(real) : throw Bad(place, field, "is no real");
            case "date":
                return DateTimeOffset.TryParseExact(Content().Trim(), "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
                    ? new PropertyListValue.Date(date)
                    : throw Bad(place, field, "is no date as 2001-01-01T00:00:00Z");
            case "data":
                return Base64(Content()) is { } data ? new PropertyListValue.Data(data) : throw Bad(place, field, "is no base64");
            case "true" or "false":
                bool value = reader.Name == "true";
                return string.IsNullOrWhiteSpace(Content()) ? new PropertyListValue.Boolean(value)
                    : throw Bad(place, field, "is true or false and has a text in it");
            default:
                throw Bad(field, $"is <{reader.Name}>, which is no value of property lists");
        }
    }

    private PropertyListValue Dictionary(string field, int depth, Action<string, TextPlace, PropertyListValue>? keyRead)
    {
        var items = new List<KeyValuePair<string, PropertyListValue>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (bool more = !reader.IsEmptyElement; more && Inside();)
        {
            TextPlace place = Place;
            if (reader.Name != "key")
                throw Bad(field, $"has <{reader.Name}> where a key belongs");
            string key = Content();
            if (!seen.Add(key))
                throw Bad(place, field, $"has the key '{key}' twice");
            if (!Next() || reader.NodeType != XmlNodeType.Element)
                throw Bad(place, field, $"has no value for '{key}'");
            PropertyListValue value = Value($"the value of '{key}'", depth + 1);
            items.Add(new(key, value));
            keyRead?.Invoke(key, place, value);
        }

        // As CoreFoundation does: XML has no other way to say it.
        return items is [(UidKey, PropertyListValue.Integer { Value: var uid })] && uid >= 0 && uid <= uint.MaxValue
            ? new PropertyListValue.Uid((uint)uid)
            : new PropertyListValue.Dictionary(items);
    }

    private static Int128? Integer(string text)
    {
        string digits = text.TrimStart('+', '-');
        bool negative = text.StartsWith('-'), hex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (text.Length - digits.Length > 1)
            return null;
        digits = (hex ? digits[2..] : digits).TrimStart('0') is { Length: > 0 } some ? some : digits.Length > (hex ? 2 : 0) ? "0" : "";
        if (digits.Length > 20
            || !Int128.TryParse(digits, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out Int128 number))
            return null;
        number = negative ? -number : number;
        return number >= PropertyListValue.Integer.Smallest && number <= PropertyListValue.Integer.Largest ? number : null;
    }

    private static double? Real(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out double real)
            ? real
            : null,
    };

    private static byte[]? Base64(string text)
    {
        byte[] bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }

    /// <summary>Text of an element without others in it; the reader is at its end.</summary>
    private string Content()
    {
        if (reader.IsEmptyElement)
            return "";
        string element = reader.Name;
        string first = "";
        StringBuilder? more = null;
        while (Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                throw Bad($"<{element}>", $"has <{reader.Name}> inside its text");
            string part = Guarded(() => reader.Value);
            if (first.Length == 0)
                first = part;
            else
                (more ??= new StringBuilder(first)).Append(part);
        }

        return more?.ToString() ?? first;
    }

    /// <summary>Goes to the next element inside of a container; false at its end.</summary>
    private bool Inside() => Next() && reader.NodeType == XmlNodeType.Element;

    /// <summary>Goes to the next beginning or end of an element.</summary>
    private bool Next()
    {
        while (Read())
        {
            if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
                return true;
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                throw Bad("a text", "is outside of a value");
        }

        return false;
    }

    private bool Read() => Guarded(reader.Read);

    // A text is read when it is asked for.
    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException e)
        {
            throw Damaged(e);
        }
    }

    private ReleaseException Damaged(XmlException e) =>
        input.Bad(Math.Max(1, e.LineNumber), Math.Max(1, e.LinePosition), "the text", $"is no XML: {e.Message.TrimEnd('.')}", e);

    private ReleaseException Bad(string field, string problem) => Bad(Place, field, problem);

    private ReleaseException Bad(TextPlace place, string field, string problem) => input.Bad(place.Line, place.Column, field, problem);
}
