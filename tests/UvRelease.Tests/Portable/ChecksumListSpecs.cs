using System.Security.Cryptography;
using System.Text;
using UvRelease.Portable;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable;

public sealed class ChecksumListSpecs : IDisposable
{
    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData("content"u8));
    private readonly TemporaryFolder folder = new();

    // {0} is the sum, {1} the same in upper case.
    public static TheoryData<string> Lists =>
    [
        "{0}  a\n", "{0}  a", "{0}  a\r\n", "{0}  a\r", "{0}  a\n\n", "\n{0}  a\n", "\r\n{0}  a\n", "{1}  a\n", "{0} *a\n", "{0} a\n", "{0}\ta\n",
        "{0} \ta\n", " {0}  a\n", "# x\n{0}  a\n", " # x\n{0}  a\n", "\\{0}  a\n", "\\{0}  a\\\\b\n", "\\{0}  a\\b\n", "SHA256 (a) = {0}\n",
        "SHA256 (a)= {1}\n", "SHA256(a) = {0}\n", "SHA256 (a) = {0} \n", "SHA256 (a = {0}\n", "SHA512 (a) = {0}\n", "{0}  ./a\n", "{0}  .//a\n",
        "{0}  a\n{0} a\n", "{0} a\n{0} a\n", "{0} a\n{0}  a\n", "{0} a\nSHA256 (a) = {0}\n{0} a\n", "\ufeff{0}  a\n", "junk\n{0}  a\n", "{0}   a\n",
        "{0}  b c\n{0}  a\n", "{0}  x\u2028y\n", "{0}  x\u0085y\n", "{0}  a\u2028{0}  a\n", "{0}  a\f\n", "{0}  missing\n", "", "\n\n", "# x\n",
        "0{0}  a\n", "{0}a\n", "{0}\n", "{0} \n", "{0}  \n", "{0}  b c\n",
    ];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_is_read_as_sha256sum_reads_it(string form)
    {
        foreach (string name in (string[])["a", "b c", "a\\b", "x\u2028y", "x\u0085y"])
            folder.Write(name, "content");
        string list = form.Replace("{0}", Sum, StringComparison.Ordinal).Replace("{1}", Sum.ToUpperInvariant(), StringComparison.Ordinal);
        folder.Write("list", list);
        (int code, string output) = await OutsideProgram.TryAsync(folder.Path, "sha256sum", "--strict", "--check", "list");
        Assert.True(code == 0 == Accepts(list), $"sha256sum ended with {code}: {output}");
    }

    public void Dispose() => folder.Dispose();

    private bool Accepts(string list)
    {
        try
        {
            return ChecksumList.Read(Encoding.UTF8.GetBytes(list), "list").All(pair => pair.Value == Sum && File.Exists(folder.At(pair.Key)));
        }
        catch (ReleaseException e)
        {
            Assert.Equal(Fault.Refused, e.Fault);
            return false;
        }
    }
}
