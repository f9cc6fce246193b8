using System.Text;
using UvRelease.Crashes.Intake;

namespace UvRelease.Fuzz.Crashes;

/// <summary>Damages forms: each is read or refused, the same way whatever pieces it comes in.</summary>
public static class MultipartFuzzer
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\r\n", "\r", "\n", "\r\n\r\n", "--", "--b", "\r\n--b", "\r\n--b\r\n", "\r\n--b--", "--b--\r\n", ":", ";", "=", "\"", "\\\"", "\\", " ", "\t", "\0",
            "Content-Disposition: form-data; name=\"x\"\r\n", "name=", "filename=", "filename*=UTF-8''x",
            "Content-Transfer-Encoding: base64\r\n", "upload_file_minidump",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Damages and reads so many.</summary>
    public static FuzzResult Run(int seed, int count)
    {
        var dice = new Dice(seed);
        for (int input = 1; input <= count; input++)
        {
            byte[] damaged = Damaged(new MadeUpload { Boundary = "b", Dump = new byte[dice.Next(1, 400)], Files = [("f", "x"u8.ToArray())] }.Write(), dice);
            if (Check(damaged, dice) is { } failure)
                return new FuzzResult(input, $"{failure}\nseed {seed}, form: {Convert.ToBase64String(damaged)}");
        }

        return new FuzzResult(count, null);
    }

    private static byte[] Damaged(byte[] form, Dice dice)
    {
        for (int changes = dice.Next(1, 5); changes > 0 && form.Length > 1; changes--)
        {
            int at = dice.Next(form.Length), length = dice.Next(Math.Min(form.Length - at, 60) + 1);
            form = dice.Next(4) switch
            {
                0 => [.. form[..at], .. form[(at + length)..]],
                1 => [.. form[..at], .. Pieces[dice.Next(Pieces.Length)], .. form[at..]],
                2 => [.. form[..at], .. Pieces[dice.Next(Pieces.Length)], .. form[(at + length)..]],
                _ => [.. form[..at], .. form[at..(at + length)], .. form[at..]],
            };
        }

        return form;
    }

    private static string? Check(byte[] form, Dice dice)
    {
        string whole = Read(new Pieced(form, int.MaxValue)), pieces = Read(new Pieced(form, dice.Next(1, 40)));
        return whole == pieces ? whole.StartsWith('!') ? whole : null : $"whole: {whole}\nin pieces: {pieces}";
    }

    // What was read, as a text; an error that no sender should see begins with '!'.
    private static string Read(Stream body)
    {
        try
        {
            Task<UploadForm> reading = UploadForm.ReadAsync(body, "multipart/form-data; boundary=b", new IntakeSettings(), CancellationToken.None);
            UploadForm form = reading.GetAwaiter().GetResult();
            string fields = string.Join('\n', form.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"));
            return $"{fields}\n{form.PassedOver}\n{Convert.ToHexString(form.Dump.Span)}";
        }
        catch (RefusedUploadException e)
        {
            return e.Status + e.Message;
        }
        catch (Exception e)
        {
            return "!" + e;
        }
    }

    private sealed class Pieced(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
