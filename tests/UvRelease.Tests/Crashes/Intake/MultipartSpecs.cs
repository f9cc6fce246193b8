using System.Text;
using UvRelease.Crashes.Intake;
using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

public sealed class MultipartSpecs
{
    private const string Both = "--b\r\nContent-Disposition: form-data; name=consent-collecting\r\n\r\ngranted\r\n"
        + "--b\r\ncontent-disposition: form-data; NAME=\"consent-uploading\"\r\n\r\ngranted\r\n";

    [Fact]
    public async Task Whatever_pieces_it_comes_in_the_content_is_the_same()
    {
        // Everything that looks like a delimiter and is none.
        byte[] content = Encoding.ASCII.GetBytes("\r\n--\r\n--b\r\r\n--a--\r\n-\r\n\r\r\n--");
        byte[] body = [.. "some preamble\r\n--bb \t\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n"u8, .. content, .. "\r\n--bb--\r\nepilogue"u8];
        for (int chunk = 1; chunk <= body.Length; chunk++)
        {
            var reader = new MultipartReader(new ChunkedStream(body, chunk), "bb", 10);
            Assert.Equal("x", (await reader.NextAsync(CancellationToken.None))!.Name);
            using var read = new MemoryStream();
            await reader.ContentAsync(1000, "x", read, CancellationToken.None);
            Assert.Equal(content, read.ToArray());
            Assert.Null(await reader.NextAsync(CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_form_that_ends_anywhere_before_its_end_is_refused()
    {
        var upload = new MadeUpload { Boundary = "b" };
        byte[] body = upload.Write();
        using var stage = new IntakeStage(new IntakeSettings { MostPerMinute = int.MaxValue });
        for (int length = 0; length < body.Length - 2; length += length < 400 || length > body.Length - 40 ? 1 : 37)
        {
            IntakeAnswer answer = await stage.Send(upload.ContentType, body[..length]);
            Assert.True(answer.Status == 400, $"{length}: {answer}");
        }

        Assert.Empty(stage.Files);
    }

    [Fact]
    public async Task A_form_without_end_is_refused_when_it_has_been_read_so_far()
    {
        using var stage = new IntakeStage(new IntakeSettings { MostSentBytes = 1 << 20 });
        var endless = new EndlessStream(Encoding.ASCII.GetBytes(Both + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"));
        IntakeAnswer answer = await stage.Intake.TakeReportAsync(
            new IntakeRequest("multipart/form-data; boundary=b", null, null, "x", endless), CancellationToken.None);
        Assert.Equal(413, answer.Status);
        Assert.Empty(stage.Files);
    }

    [Theory]
    [InlineData("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "has no name")]
    [InlineData("--b\r\n\r\nx\r\n--b--", "has no name")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"x\r\n\r\nx\r\n--b--", "has no name")]
    [InlineData("--b\r\nno header\r\n\r\nx\r\n--b--", "no colon")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=x\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--b--", "Content-Transfer-Encoding")]
    [InlineData("--bx\r\nContent-Disposition: form-data; name=x\r\n\r\nx\r\n--b--", "more on its line")]
    [InlineData(Both + "--b--", "has no file 'upload_file_minidump'")]
    [InlineData(Both + Both + "--b--", "has a field twice")]
    [InlineData("", "the last delimiter is missing")]
    public async Task Forms_that_are_none_are_refused_with_a_sentence(string body, string sentence)
    {
        using var stage = new IntakeStage();
        IntakeAnswer answer = await stage.Send("multipart/form-data; boundary=b", Encoding.ASCII.GetBytes(body));
        Assert.Equal(400, answer.Status);
        Assert.Contains(sentence, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, 1, 10, 413), InlineData(1, 5000, 10, 400), InlineData(1, 10, 70_000, 413), InlineData(250, 10, 10, 200)]
    public async Task Parts_names_and_fields_have_limits(int parts, int name, int value, int status)
    {
        using var stage = new IntakeStage();
        (string, string)[] more = [.. Enumerable.Range(0, parts).Select(part => (new string('n', name) + part, new string('v', value)))];
        Assert.Equal(status, (await stage.Send(new MadeUpload { Fields = [.. new MadeUpload().Fields, .. more] })).Status);
    }

    [Theory]
    [InlineData("form-data; name=\"a \\\"b\\\"\"", "name", "a \"b\""), InlineData("form-data; filename=\"; name=x\"; name=y", "name", "y")]
    [InlineData("form-data;name=a;x=b", "name", "a"), InlineData("form-data; name = a ", "name", "a"), InlineData("form-data; xname=a", "name", null)]
    [InlineData("name=a", "name", null), InlineData("form-data; name", "name", null), InlineData("x; name=", "name", "")]
    public void Parameters_are_read_as_headers_have_them(string header, string name, string? value) => Assert.Equal(value, HeaderParameter.Of(header, name));

    private sealed class EndlessStream(byte[] head) : MemoryStream(head)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                return read;
            buffer.Span.Clear();
            return buffer.Length;
        }
    }
}
