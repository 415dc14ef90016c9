#!/usr/bin/env python3
"""Train the scorer that chooses a quotation's speaker among its candidates.

usage: train.py CORPUS.jsonl CANDIDATES.jsonl EVALUATE.py [--cv] [-o TREES.txt]

CORPUS holds articles with gold quotations and their speakers, EVALUATE.py its
scorer (speaker_match, is_pronoun), and CANDIDATES what

    cargo run --release --example speaker_candidates candidates < CORPUS.jsonl

prints.  The model is boosted trees with a softmax over the candidates of a
quotation; where several candidates name the right speaker, the loss is minus
the logarithm of their summed probability.  Articles whose "split" is "dev" are
never learned from.  --cv measures by 10-fold cross-validation over all other
articles, folds by article.  Needs numpy and lightgbm; results are the same
for the same versions and input.
"""
import argparse, importlib.util, json, sys, zlib
import lightgbm as lgb
import numpy as np

PARAMS = dict(learning_rate=0.08, num_leaves=20, min_data_in_leaf=30, min_sum_hessian_in_leaf=1.0,
              lambda_l2=2.0, max_bin=63, feature_fraction=0.5, bagging_fraction=0.8, bagging_freq=1,
              deterministic=True, force_row_wise=True, num_threads=2, seed=1, verbose=-1)


def load(corpus, candidates, scorer):
    """Articles as lists of groups; a group is one quotation with its candidates."""
    gold = {r['id']: r for r in map(json.loads, open(corpus, encoding='utf-8'))}
    articles = []
    for record in map(json.loads, open(candidates, encoding='utf-8')):
        source = gold[record['id']]
        groups = []
        for quote in record['quotes']:
            g = source['quotes'][quote['gold']] if quote['gold'] is not None else None
            groups.append(dict(gold=g, candidates=quote['candidates'],
                               x=np.array([c[3] for c in quote['candidates']], dtype=np.float32)))
        for group in groups:
            group['y'] = labels(group, groups, scorer)
        articles.append(dict(id=record['id'], split=source.get('split'), groups=groups,
                             gold_named=sum(q['speaker'] is not None and not scorer.is_pronoun(q['speaker'])
                                            for q in source['quotes'])))
    return articles


def matches(scorer, gold, name):
    return any(scorer.speaker_match(g, name) for g in [gold['speaker']] + gold.get('speaker_alt', []))


def labels(group, groups, scorer):
    """Which candidates are right; None for a quotation without gold."""
    gold = group['gold']
    if gold is None:
        return None
    y = np.zeros(len(group['candidates']), dtype=bool)
    for i, (earlier, surface, speaker, _) in enumerate(group['candidates']):
        if earlier is not None:
            before = groups[earlier]['gold']
            y[i] = bool(before) and bool(gold['speaker']) and bool(before['speaker']) and \
                matches(scorer, gold, before['speaker'])
        elif gold['speaker'] is None:
            y[i] = not surface
        elif surface:
            y[i] = matches(scorer, gold, surface) or matches(scorer, gold, speaker)
    return y


def fit(articles, rounds):
    groups = [g for a in articles for g in a['groups'] if g['y'] is not None and g['y'].any()]
    x = np.concatenate([g['x'] for g in groups])
    y = np.concatenate([g['y'] for g in groups])
    sizes = np.array([len(g['y']) for g in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def objective(scores, _):
        top = np.maximum.reduceat(scores, starts)
        power = np.exp(scores - top[owner])
        p = power / np.add.reduceat(power, starts)[owner]
        right = power * y
        q = right / np.add.reduceat(right, starts)[owner]
        return p - q, np.maximum(p * (1 - p), 1e-3)

    data = lgb.Dataset(x, label=y, free_raw_data=False)
    return lgb.train(dict(PARAMS, objective=objective), data, num_boost_round=rounds)


def decode(model, article, temperature=1.0):
    """Chosen speaker and confidence of every quotation, in order, as the program does it."""
    out, sizes = [], [len(g['candidates']) for g in article['groups']]
    if not sizes:
        return out
    scores = np.split(model.predict(np.concatenate([g['x'] for g in article['groups']])), np.cumsum(sizes)[:-1])
    for group, s in zip(article['groups'], scores):
        s = s / temperature
        p = np.exp(s - s.max())
        p /= p.sum()
        names = [out[c[0]][0] if c[0] is not None else (c[2] or None) for c in group['candidates']]
        surfaces = [out[c[0]][1] if c[0] is not None else (c[1] or None) for c in group['candidates']]
        best = int(p.argmax())
        confidence = sum(v for v, n in zip(p, names) if n == names[best])
        out.append((names[best], surfaces[best], confidence))
    return out


def measure(articles, predicted, scorer):
    named = right = pronouns = same = resolved = 0
    gold_named = sum(a['gold_named'] for a in articles)
    calibration = []
    for article, speakers in zip(articles, predicted):
        for group, (speaker, surface, confidence) in zip(article['groups'], speakers):
            gold = group['gold']
            if not gold or gold['speaker'] is None:
                continue
            if scorer.is_pronoun(gold['speaker']):
                pronouns += 1
                same += bool(surface) and surface.lower() == gold['speaker'].lower()
                resolved += bool(speaker) and not scorer.is_pronoun(speaker)
                continue
            ok = matches(scorer, gold, speaker)
            named += 1
            right += ok
            calibration.append((confidence, ok))
    print(f'named {right / max(named, 1):.4f} ({right}/{named})  both {right / max(gold_named, 1):.4f}  '
          f'pronouns {pronouns}: same {same / max(pronouns, 1):.3f}, to a name {resolved / max(pronouns, 1):.3f}')
    return calibration


def calibrate(articles, models_of, scorer):
    """The temperature with the least squared error of the confidence, and that error."""
    best = None
    for temperature in (0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0):
        error = []
        for article, model in zip(articles, models_of):
            for group, (speaker, _, confidence) in zip(article['groups'], decode(model, article, temperature)):
                gold = group['gold']
                if gold and gold['speaker'] and not scorer.is_pronoun(gold['speaker']):
                    error.append((confidence - matches(scorer, gold, speaker)) ** 2)
        value = float(np.mean(error))
        if best is None or value < best[1]:
            best = (temperature, value)
    return best


def write(model, temperature, path):
    """One tree a line, see src/load/speaker/model.rs."""
    lines = [f'{temperature:g}']
    for tree in model.dump_model()['tree_info']:
        nodes = []

        def add(node):
            at = len(nodes)
            nodes.append(None)
            if 'split_feature' not in node:
                nodes[at] = f"{node['leaf_value']:.5g}"
                return at
            left = add(node['left_child'])
            right = add(node['right_child'])
            nodes[at] = f"{node['split_feature']}:{node['threshold']:.7g}:{left}:{right}"
            return at
        add(tree['tree_structure'])
        lines.append(' '.join(nodes))
    open(path, 'w', encoding='ascii').write('\n'.join(lines) + '\n')


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('corpus')
    ap.add_argument('candidates')
    ap.add_argument('evaluate')
    ap.add_argument('--cv', action='store_true')
    ap.add_argument('--folds', type=int, default=10)
    ap.add_argument('--rounds', type=int, default=160)
    ap.add_argument('--temperature', type=float, default=1.0)
    ap.add_argument('-o', '--output')
    a = ap.parse_args()
    spec = importlib.util.spec_from_file_location('evaluate', a.evaluate)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    articles = load(a.corpus, a.candidates, scorer)
    train = [x for x in articles if x['split'] != 'dev']
    dev = [x for x in articles if x['split'] == 'dev']
    reach = [g['y'].any() for x in articles for g in x['groups'] if g['y'] is not None
             and g['gold']['speaker'] and not scorer.is_pronoun(g['gold']['speaker'])]
    print(f'right speaker among the candidates: {np.mean(reach):.4f}')
    if a.cv:
        fold = lambda x: zlib.crc32(x['id'].encode()) % a.folds
        models = [fit([x for x in train if fold(x) != k], a.rounds) for k in range(a.folds)]
        of = [models[fold(x)] for x in train]
        predicted = [decode(m, x) for m, x in zip(of, train)]
        print(f'{a.folds}-fold cross-validation:', end=' ')
        measure(train, predicted, scorer)
        print('temperature and Brier score:', calibrate(train, of, scorer))
    model = fit(train, a.rounds)
    if dev:
        print('dev articles, nothing learned from them:', end=' ')
        points = measure(dev, [decode(model, x, a.temperature) for x in dev], scorer)
        for low, high in ((0, .5), (.5, .8), (.8, .95), (.95, 1.01)):
            part = [ok for c, ok in points if low <= c < high]
            if part:
                print(f'  confidence {low}-{high}: right {np.mean(part):.3f} of {len(part)}')
    if a.output:
        write(model, a.temperature, a.output)


if __name__ == '__main__':
    main()
