using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace UvRelease.Keys;

/// <summary>RSA keys that a seed decides, for test identities alone: whoever knows the seed has the key.</summary>
internal sealed class SeededRsa(string seed)
{
    private const int PrimeBytes = 128, Rounds = 4;
    private static readonly BigInteger Exponent = 65537;
    private readonly byte[] key = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed));
    private ulong counter;

    /// <summary>The next key, of 2048 bits.</summary>
    public RSA Next()
    {
        BigInteger p = Prime(), q = Prime(), n = p * q, phi = (p - 1) * (q - 1), d = Inverse(Exponent, phi);
        return RSA.Create(new RSAParameters
        {
            Modulus = Bytes(n, 2 * PrimeBytes),
            Exponent = Bytes(Exponent, 3),
            D = Bytes(d, 2 * PrimeBytes),
            P = Bytes(p, PrimeBytes),
            Q = Bytes(q, PrimeBytes),
            DP = Bytes(d % (p - 1), PrimeBytes),
            DQ = Bytes(d % (q - 1), PrimeBytes),
            InverseQ = Bytes(Inverse(q, p), PrimeBytes),
        });
    }

    /// <summary>The next bytes.</summary>
    public byte[] NextBytes(int count)
    {
        byte[] bytes = new byte[count];
        byte[] block = new byte[40];
        key.CopyTo(block, 0);
        for (int at = 0; at < count; at += 32)
        {
            BinaryPrimitives.WriteUInt64BigEndian(block.AsSpan(32), counter++);
            SHA256.HashData(block).AsSpan(0, Math.Min(32, count - at)).CopyTo(bytes.AsSpan(at));
        }

        return bytes;
    }

    // The two highest bits are set, so that two of them make a modulus of full length.
    private BigInteger Prime()
    {
        byte[] bytes = NextBytes(PrimeBytes);
        bytes[0] |= 0xc0;
        bytes[^1] |= 1;
        var candidate = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        while (!IsPrime(candidate) || BigInteger.GreatestCommonDivisor(candidate - 1, Exponent) != 1)
            candidate += 2;
        return candidate;
    }

    private bool IsPrime(BigInteger candidate)
    {
        for (int small = 3; small < 20_000; small += 2)
        {
            if (candidate % small == 0)
                return false;
        }

        BigInteger odd = candidate - 1;
        int twos = 0;
        for (; odd.IsEven; odd >>= 1)
            twos++;
        return Enumerable.Range(0, Rounds).All(_ => IsWitness(candidate, odd, twos));
    }

    // Miller and Rabin's test with one base.
    private bool IsWitness(BigInteger candidate, BigInteger odd, int twos)
    {
        var power = BigInteger.ModPow(new BigInteger(NextBytes(32), isUnsigned: true) + 2, odd, candidate);
        if (power.IsOne || power == candidate - 1)
            return true;
        for (int i = 1; i < twos; i++)
        {
            power = power * power % candidate;
            if (power == candidate - 1)
                return true;
        }

        return false;
    }

    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        (BigInteger a, BigInteger b, BigInteger x, BigInteger y) = (value, modulus, 1, 0);
        while (b != 0)
            (a, b, x, y) = (b, a % b, y, x - a / b * y);
        return x < 0 ? x + modulus : x;
    }

    private static byte[] Bytes(BigInteger value, int length)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }
}
