using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace UvRelease.Sbom;

/// <summary>What both forms have in common.</summary>
internal static partial class SbomForm
{
    /// <summary>Writes a document: indented, with a line end.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> body)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>A time as both forms have it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A UUID (version 8) that the file's bytes and the form decide.</summary>
    public static string Id(SoftwareBill bill, string form)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{form} {bill.App} {bill.Version} {bill.File.Path} {bill.File.Sha256}"))[..16];
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true).ToString("D");
    }

    /// <summary>True for a licence in the form of SPDX ("SPDX license expressions", annex D); others are names.</summary>
    public static bool IsExpression(string licence) => Expression().IsMatch(licence) && licence is not ("UNLICENSED" or "NONE" or "NOASSERTION");

    /// <summary>SHA-512 of a release's file in hexadecimal digits.</summary>
    public static string Sha512(SoftwareBill bill) => Convert.ToHexStringLower(Convert.FromBase64String(bill.File.Sha512));

    [GeneratedRegex(@"^\(?[A-Za-z0-9.+-]+\)?( (AND|OR|WITH) \(?[A-Za-z0-9.+-]+\)?)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Expression();
}
