from portal.core.digests import keyed_digest, same_digest


def test_a_digest_depends_on_use_parts_and_pepper(settings):
    digest = keyed_digest("a", "bc", "d")

    assert len(digest) == 32
    assert same_digest(digest, memoryview(keyed_digest("a", "bc", "d")))
    assert digest not in {keyed_digest("b", "bc", "d"), keyed_digest("a", "b", "cd")}
    settings.DIGEST_PEPPER = "another one"
    assert not same_digest(digest, keyed_digest("a", "bc", "d"))


def test_lone_surrogates_and_nul_can_be_digested():
    assert keyed_digest("a", "\ud800\x00") != keyed_digest("a", "\x00")
