import time
def test_x(aws, mini, run, tmp_path):
    c = tmp_path/"evidencemap.yaml"; c.write_text(aws.config)
    t=time.time()
    r = run("run","-c",c,"--output",tmp_path/"p")
    print(r.out, r.err, r.code, time.time()-t)
    print(sum(aws.calls().values()), aws.calls())
    print((tmp_path/"p/data/tables/findings.csv").read_text())
