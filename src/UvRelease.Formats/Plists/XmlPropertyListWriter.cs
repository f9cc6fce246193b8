using System.Globalization;
using System.Text;
using System.Xml;
using UvRelease.Releases;

namespace UvRelease.Formats.Plists;

/// <summary>Writes XML property lists as CoreFoundation does (_CFAppendXML0 of CFPropertyList.c).</summary>
internal sealed class XmlPropertyListWriter(bool sortKeys)
{
    private const int LineLength = 76;
    private const int TabLength = 8;
    private const string Head =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
        + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n";

    private readonly StringBuilder text = new(Head);

    /// <summary>Writes one.</summary>
    public byte[] Write(PropertyListValue value)
    {
        Append(value, 0);
        return Encoding.UTF8.GetBytes(text.Append("</plist>\n").ToString());
    }

    private void Append(PropertyListValue value, int level)
    {
        switch (value)
        {
            case PropertyListValue.Dictionary dictionary:
                Container("dict", dictionary.Items.Count, level, () => Items(PropertyList.Items(dictionary, sortKeys), level + 1));
                break;
            case PropertyListValue.Array array:
                Container("array", array.Items.Count, level, () => Values(array.Items, level + 1));
                break;
            case PropertyListValue.Text content:
                Element("string", Escaped(content.Value), level);
                break;
            case PropertyListValue.Integer integer:
                Element("integer", integer.Value.ToString(CultureInfo.InvariantCulture), level);
                break;
            case PropertyListValue.Real real:
                Element("real", Real(real.Value), level);
                break;
            case PropertyListValue.Boolean boolean:
                Line(boolean.Value ? "<true/>" : "<false/>", level);
                break;
            case PropertyListValue.Date date:
                Element("date", date.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), level);
                break;
            case PropertyListValue.Data data:
                Line("<data>", level);
                Base64(data.Value.Span, level);
                Line("</data>", level);
                break;
            case PropertyListValue.Uid uid:
                Container("dict", 1, level, () => Items([new("CF$UID", new PropertyListValue.Integer(uid.Value))], level + 1));
                break;
        }
    }

    private void Container(string name, int count, int level, Action content)
    {
        if (count == 0)
        {
            Line($"<{name}/>", level);
            return;
        }

        Line($"<{name}>", level);
        content();
        Line($"</{name}>", level);
    }

    private void Items(IEnumerable<KeyValuePair<string, PropertyListValue>> items, int level)
    {
        foreach ((string key, PropertyListValue value) in items)
        {
            Element("key", Escaped(key), level);
            Append(value, level);
        }
    }

    private void Values(IReadOnlyList<PropertyListValue> values, int level)
    {
        foreach (PropertyListValue value in values)
            Append(value, level);
    }

    private void Element(string name, string content, int level) => Line($"<{name}>{content}</{name}>", level);

    private void Line(string line, int level) => text.Append('\t', level).Append(line).Append('\n');

    // Tabs count as eight columns, and no more than eight of them are written.
    private void Base64(ReadOnlySpan<byte> bytes, int level)
    {
        level = Math.Min(level, TabLength);
        int length = (LineLength - TabLength * level) / 4 * 3;
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(length, bytes.Length)..])
            Line(Convert.ToBase64String(bytes[..Math.Min(length, bytes.Length)]), level);
    }

    // printf's %.17g.
    private static string Real(double value) => value switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "+infinity",
        double.NegativeInfinity => "-infinity",
        0 => "0.0",
        _ => value.ToString("G17", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    private static string Escaped(string value)
    {
        try
        {
            XmlConvert.VerifyXmlChars(value);
        }
        catch (XmlException e)
        {
            throw new ReleaseException(Fault.Input,
                $"A property list in XML can't hold the text '{value}': {e.Message} Take the character out, or write a binary one.", e);
        }

        return value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\r", "&#13;", StringComparison.Ordinal);
    }
}
