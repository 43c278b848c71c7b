"""retractions.json: the second-order retraction of matrix families from its definition,

    λ′ = λ − ρ ĝ − ½ ρ² Γ[ĝ, ĝ],  Γ = ½ F⁻¹ ∂³A,

in λ jointly, at 60 digits. Only A(λ) and λ(ξ) are written down; F, ∂³A and ∂λ/∂ξ are central differences of them.
A constant base measure adds nothing to ĝ; a shift of λ by a constant (κmmᵀ/2 of the normal-Wishart) leaves ĝ as it is.
Log-partitions: Muirhead 1982, section 3.2; Gupta & Nagar 2000, chapters 2 and 3."""
import json
from pathlib import Path
from mpmath import *
mp.dps=60
pairs=lambda n:[(i,j) for i in range(n) for j in range(i,n)]
def sym(v,n,nat):
    M=matrix(n,n)
    for k,(i,j) in enumerate(pairs(n)):
        x=v[k]/(2 if nat and i!=j else 1)
        M[i,j]=M[j,i]=x
    return M
def flat(M,nat): return [M[i,j]*(2 if nat and i!=j else 1) for i,j in pairs(M.rows)]
def mgl(p,a): return p*(p-1)/mpf(4)*log(pi)+sum(loggamma(a-mpf(j)/2) for j in range(p))
def jac(f,x,h=mpf(10)**-15):
    n=len(x); cols=[]
    for i in range(n):
        s=max(abs(x[i]),mpf(1))*h
        up=list(x);up[i]+=s;dn=list(x);dn[i]-=s
        a=f(up);b=f(dn)
        cols.append([(p-q)/(2*s) for p,q in zip(a,b)])
    return matrix([[cols[j][i] for j in range(n)] for i in range(len(cols[0]))])
def grad(A,x,h=mpf(10)**-10):
    g=[]
    for i in range(len(x)):
        s=max(abs(x[i]),mpf(1))*h
        def at(k):
            y=list(x);y[i]+=k*s;return A(y)
        # 6th-order central
        g.append((45*(at(1)-at(-1))-9*(at(2)-at(-2))+(at(3)-at(-3)))/(60*s))
    return g
def hess(A,x,h): return jac(lambda y:grad(A,y,h),x,h)
def joint(A,lam,nat_of_xi,xi,gxi,rho,tau):
    # gradient in flat xi (each entry's own), natural gradient, geodesic second order
    J=jac(nat_of_xi,xi)                       # dlam/dxi
    glam=lu_solve(J.T,matrix(gxi))            # dG/dlam
    h=mpf(10)**-8
    F=hess(A,lam,h)
    nat=lu_solve(F,glam)
    ghat=[nat[i]+tau*lam[i] for i in range(len(lam))]   # h constant
    plain=[lam[i]-rho*ghat[i] for i in range(len(lam))]
    # 1/2 F^-1 d3A[g,g]
    t=mpf(10)**-6
    Fp=hess(A,[l+t*g for l,g in zip(lam,ghat)],h);Fm=hess(A,[l-t*g for l,g in zip(lam,ghat)],h)
    Fp2=hess(A,[l+2*t*g for l,g in zip(lam,ghat)],h);Fm2=hess(A,[l-2*t*g for l,g in zip(lam,ghat)],h)
    D=(8*(Fp-Fm)-(Fp2-Fm2))/(12*t)
    Gam=lu_solve(F,D*matrix(ghat))/2
    retr=[plain[i]-rho**2/2*Gam[i] for i in range(len(lam))]
    return plain,retr
def wishart(P):
    k=P*(P+1)//2
    # statistics: V first? lam = (-1/2 V^-1 flat, (nu-P-1)/2)
    def A(l):
        M=sym(l[:k],P,True)*-2; nu=2*l[k]+P+1
        return -nu/2*log(det(M))+nu*P/2*log(mpf(2))+mgl(P,nu/2)
    def nat(x):
        V=sym(x[:k],P,False); return flat(inverse(V)*mpf(-0.5),True)+[(x[k]-P-1)/2]
    return A,nat
def invwishart(P):
    k=P*(P+1)//2
    def A(l):
        W=sym(l[:k],P,True)*-2; nu=-2*l[k]-P-1
        return -nu/2*log(det(W))+nu*P/2*log(mpf(2))+mgl(P,nu/2)
    def nat(x):
        return flat(sym(x[:k],P,False)*mpf(-0.5),True)+[-(x[k]+P+1)/2]
    return A,nat
def normwishart(P,kappa,m):
    # integrand det(L)^((nu-P)/2) exp(-tr(W^-1 L)/2) with the Gaussian: T = L, logdet L ; h is exp(-kappa ..): natural in (W^-1, nu)
    k=P*(P+1)//2
    def A(l):
        M=sym(l[:k],P,True)*-2; nu=2*l[k]+P
        # int |L|^((nu-P)/2) e^{-tr(M L)/2} (2pi/kappa)^{P/2}|L|^{-1/2} = Wishart with |L|^((nu-P-1)/2)
        return -nu/2*log(det(M))+nu*P/2*log(mpf(2))+mgl(P,nu/2)+P/mpf(2)*log(2*pi/kappa)
    def nat(x): return flat(inverse(sym(x[:k],P,False))*mpf(-0.5),True)+[(x[k]-P)/2]
    return A,nat
def gausscov(P):
    k=P*(P+1)//2
    def A(l):
        S=sym(l[P:],P,True)*-2; h=matrix(l[:P])
        return (h.T*lu_solve(S,h))[0]/2-log(det(S))/2+P/mpf(2)*log(2*pi)
    def nat(x):
        S=inverse(sym(x[P:],P,False)); return list(S*matrix(x[:P]))+flat(S*mpf(-0.5),True)
    return A,nat
out = []
def case(file,name,P,fam,at,grad_,consts,order,rho,tau,shift=None,last_first=False):
    A,nat=fam
    xi=[];g=[]
    for key in order:
        v=at[key];d=grad_[key]
        if isinstance(v,list) and isinstance(v[0],list):
            for i,j in pairs(len(v)):
                xi.append(mpf(v[i][j])); g.append(mpf(d[i][j])*(2 if i!=j else 1))
        elif isinstance(v,list):
            xi+= [mpf(a) for a in v]; g+=[mpf(a) for a in d]
        else: xi.append(mpf(v));g.append(mpf(d))
    lam=nat(xi)
    plain,retr=joint(A,lam,nat,xi,g,mpf(rho),mpf(tau))
    plain,retr=[[x + y for x, y in zip(l, shift or [0] * len(l))] for l in (plain, retr)]
    if last_first:
        plain,retr=[[l[-1]] + l[:-1] for l in (plain, retr)]
    out.append(dict(file=file,name=name,at={**at,**consts},gradient=grad_,rho=rho,tau=tau,natural=[float(x) for x in plain],retracted=[float(x) for x in retr]))
M={1:[[1.7]],2:[[1.7,0.4],[0.4,0.9]],3:[[1.7,0.4,-0.3],[0.4,0.9,0.2],[-0.3,0.2,1.3]]}
G={1:[[0.3]],2:[[0.3,-0.11],[-0.11,0.2]],3:[[0.3,-0.11,0.05],[-0.11,0.2,0.07],[0.05,0.07,-0.15]]}
mm={1:[0.4],2:[0.4,-1.1],3:[0.4,-1.1,0.25]}; gm={1:[0.2],2:[0.2,-0.35],3:[0.2,-0.35,0.1]}
T='test/families-unseen/'
for P in (1,2,3):
    nu=P+1.7
    case('families/exponential/wishart.blr','Wishart',P,wishart(P),{'V':M[P],'ν':nu},{'V':G[P],'ν':0.13},{},['V','ν'],0.07,0.9)
    case(T+'inverse-wishart.blr','InverseWishart',P,invwishart(P),{'W':M[P],'ν':nu},{'W':G[P],'ν':-0.08},{},['W','ν'],0.05,1.1,last_first=True)
    case(T+'normal-wishart.blr','NormalWishart',P,normwishart(P,mpf(0.6),None),{'W':M[P],'ν':nu},{'W':G[P],'ν':0.13},{'κ':0.6,'m':mm[P]},['W','ν'],0.07,0.9,
         flat(matrix(mm[P])*matrix(mm[P]).T*(mpf(0.6)/-2),True)+[0])
    case(T+'gaussian-covariance.blr','GaussianCovariance',P,gausscov(P),{'m':mm[P],'Σ':M[P]},{'m':gm[P],'Σ':G[P]},{},['m','Σ'],0.09,0.8)
Path(__file__).parent.parent.joinpath('retractions.json').write_text('[\n' + ',\n'.join(json.dumps(x, ensure_ascii=False) for x in out) + '\n]\n')
